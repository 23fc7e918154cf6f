internal import BehaviourModel

/// The `state.json` of runc (libcontainer), which docker, containerd, podman and CRI-O leave behind as well when they use it.
enum RuncState {
    static func parse(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState {
        let path = "state.json of \(id)"
        let fields = try StateFields(file, path: path)
        let configuration = try fields.fields("config")
        var annotations: [String: String] = [:]
        var bundle: String?
        // libcontainer keeps annotations as `key=value`, and the bundle as one more.
        for label in configuration.list("labels") {
            guard let equals = label.firstIndex(of: "=") else { continue }
            let key = String(label[..<equals])
            let value = String(label[label.index(after: equals)...])
            if key == "bundle" { bundle = value } else { annotations[key] = value }
        }
        let cgroups = fields.texts("cgroup_paths")
        guard !cgroups.isEmpty else { throw fields.wrong("cgroup_paths", "paths by controller") }
        return RuntimeState(
            id: id, initPid: try fields.pid("init_process_pid"), initStartTicks: fields.ticks("init_process_start"),
            rootPath: configuration.text("rootfs"), bundle: bundle, annotations: annotations, cgroupPaths: cgroups)
    }
}
