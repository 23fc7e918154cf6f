internal import BehaviourModel

/// crun, the usual runtime of podman and CRI-O: its `status` file, and the annotations in the bundle's `config.json`.
struct CrunLayout: RuntimeLayout {
    let root: String
    let storage: [String]

    var folder: String { root }
    var runtime: String { "crun" }
    var stateFile: String { "status" }

    func state(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        try Self.parse(file, id: id)
    }

    /// The status names no annotations: they come from the bundle, and late ones amend.
    func metadata(of state: RuntimeState, namespace: String) throws(ContainerProblem) -> ContainerMetadata {
        var state = state
        if let bundle = state.bundle { state.annotations = try BundleAnnotations.read(bundle: bundle) }
        if StorageMetadata.owns(state) { return try StorageMetadata.read(of: state, below: storage) }
        return ContainerMetadata(runtime: "crun", labels: state.annotations)
    }

    static func parse(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        let fields = try StateFields(file, path: "status of \(id)")
        return RuntimeState(
            id: id, initPid: try fields.pid("pid"), initStartTicks: fields.ticks("process-start-time"),
            rootPath: fields.text("rootfs"), bundle: fields.text("bundle"), annotations: [:], cgroupPaths: [:],
            cgroupPath: try fields.requiredText("cgroup-path"))
    }
}

/// The annotations of an OCI bundle.
enum BundleAnnotations {
    static func read(bundle: String) throws(ContainerProblem) -> [String: String] {
        parse(try StateFile.read("config.json", below: bundle))
    }

    static func parse(_ file: JSONValue) -> [String: String] {
        (try? StateFields(file, path: "config.json"))?.texts("annotations") ?? [:]
    }
}
