internal import BehaviourModel

/// A docker engine: runc's state below its exec root, names and labels in `config.v2.json` below its data root.
struct DockerLayout: RuntimeLayout {
    let engine: RuntimeRoots.Docker

    /// `moby` is the namespace in which the engine keeps containers (plug-ins have their own).
    var folder: String { "\(engine.execRoot)/runtime-runc/moby" }
    var runtime: String { "docker" }
    var stateFile: String { "state.json" }

    func state(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        try RuncState.parse(file, id: id)
    }

    func metadata(of state: RuntimeState, namespace: String) throws(ContainerProblem) -> ContainerMetadata {
        let folder = "\(engine.root)/containers/\(state.id)"
        let file = try StateFile.read("config.v2.json", below: folder)
        return try Self.parse(file, path: "\(folder)/config.v2.json")
    }

    static func parse(_ file: JSONValue, path: String) throws(ContainerProblem) -> ContainerMetadata {
        let fields = try StateFields(file, path: path)
        let configuration = try fields.fields("Config")
        let name = fields.text("Name").map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        return ContainerMetadata(
            runtime: "docker", name: name, image: configuration.text("Image"), digest: fields.text("Image"),
            labels: configuration.texts("Labels"))
    }
}
