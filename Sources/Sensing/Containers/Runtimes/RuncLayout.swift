internal import BehaviourModel

/// runc by hand, and podman or CRI-O with runc: one state folder, names from the annotations.
struct RuncLayout: RuntimeLayout {
    let root: String
    let storage: [String]

    var folder: String { root }
    var runtime: String { "runc" }
    var stateFile: String { "state.json" }

    func state(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        try RuncState.parse(file, id: id)
    }

    func metadata(of state: RuntimeState, namespace: String) throws(ContainerProblem) -> ContainerMetadata {
        if StorageMetadata.owns(state) { return try StorageMetadata.read(of: state, below: storage) }
        return ContainerMetadata(runtime: "runc", labels: state.annotations)
    }
}
