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
        let path = "\(folder)/config.v2.json"
        let file = try StateFile.read("config.v2.json", below: folder)
        return try Self.parse(file, path: path, imageLabels: imageLabels(try StateFields(file, path: path)))
    }

    /// The labels that the image brings; nil where its configuration is not there to be read (an engine that keeps images
    /// in containerd's store).
    private func imageLabels(_ container: StateFields) -> [String: String]? {
        guard let driver = container.text("Driver"), let digest = container.text("Image"),
            let folder = Self.imageFolder(driver: driver), let name = Self.imageFile(digest: digest),
            let file = try? StateFile.read(name, below: "\(engine.root)/\(folder)")
        else { return nil }
        return Self.labels(ofImage: file)
    }

    /// Both come from the engine's own file, and are checked all the same: they become a path.
    static func imageFolder(driver: String) -> String? {
        let isPlain = driver.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D }
        return isPlain && !driver.isEmpty ? "image/\(driver)/imagedb/content/sha256" : nil
    }

    static func imageFile(digest: String) -> String? {
        guard digest.utf8.starts(with: "sha256:".utf8) else { return nil }
        let name = digest.utf8.dropFirst(7)
        let isHash = name.count == 64 && name.allSatisfy { $0 >= 0x61 && $0 <= 0x66 || $0 >= 0x30 && $0 <= 0x39 }
        return isHash ? String(decoding: name, as: UTF8.self) : nil
    }

    /// nil for a file that is no image's configuration.
    static func labels(ofImage file: JSONValue) -> [String: String]? {
        guard let fields = try? StateFields(file, path: "image") else { return nil }
        // An imported image may lack it.
        return (try? fields.fields("config"))?.texts("Labels") ?? [:]
    }

    /// - Parameter imageLabels: what the image brings; docker writes those and the container's own into one list, and only
    ///   the container's own are the operator's words. nil: they cannot be told apart, and none is believed.
    static func parse(
        _ file: JSONValue, path: String, imageLabels: [String: String]?
    ) throws(ContainerProblem) -> ContainerMetadata {
        let fields = try StateFields(file, path: path)
        let configuration = try fields.fields("Config")
        let name = fields.text("Name").map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        let all = configuration.texts("Labels")
        let labels = imageLabels.map { known in all.filter { known[$0.key] != $0.value } } ?? [:]
        return ContainerMetadata(
            runtime: "docker", name: name, image: configuration.text("Image"), digest: fields.text("Image"),
            labels: labels, hasUnbelievedLabels: imageLabels == nil && !all.isEmpty)
    }
}
