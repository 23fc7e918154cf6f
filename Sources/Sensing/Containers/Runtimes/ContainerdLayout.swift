internal import BehaviourModel

/// containerd's runc shim: state in `<state>/runc/<namespace>/<id>`; names from CRI annotations, else the id.
struct ContainerdLayout: RuntimeLayout {
    let state: String
    /// An engine that leaves its containers' state to the system's containerd (namespace `moby`).
    let docker: RuntimeRoots.Docker?

    var folder: String { "\(state)/runc" }
    var hasNamespaces: Bool { true }
    var runtime: String { "containerd" }
    var stateFile: String { "state.json" }

    func state(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        try RuncState.parse(file, id: id)
    }

    func metadata(of state: RuntimeState, namespace: String) throws(ContainerProblem) -> ContainerMetadata {
        if namespace == "moby", let docker {
            return try DockerLayout(engine: docker).metadata(of: state, namespace: namespace)
        }
        return ContainerMetadata(
            runtime: "containerd", image: state.annotations["io.kubernetes.cri.image-name"], labels: state.annotations)
    }
}
