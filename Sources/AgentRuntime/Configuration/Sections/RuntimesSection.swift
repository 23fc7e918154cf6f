internal import BehaviourModel
internal import ConfigurationReading

/// `runtimes`: where container runtimes keep their state.
package struct RuntimesSection: Hashable, Sendable {
    package struct Docker: Hashable, Sendable {
        package var root = "/var/lib/docker"
        package var execRoot = "/run/docker"
    }

    package var docker = [Docker()]
    package var runc = ["/run/runc"]
    /// containerd's state folders.
    package var containerd = ["/run/containerd"]
    package var crun = ["/run/crun"]
    /// Where podman and CRI-O keep names and images.
    package var storage = ["/var/lib/containers/storage"]

    init() {}

    init(from map: inout MapReader) {
        if let engines = map.maps("docker", of: "{ root, exec_root }") {
            docker = engines.map { engine in
                var engine = engine
                var docker = Docker()
                docker.root = engine.path("root", default: docker.root)
                docker.execRoot = engine.path("exec_root", default: docker.execRoot)
                engine.finish()
                return docker
            }
        }
        runc = Self.roots("runc", runc, &map)
        containerd = Self.roots("containerd", containerd, &map)
        crun = Self.roots("crun", crun, &map)
        storage = Self.roots("storage", storage, &map)
    }

    private static func roots(_ key: String, _ standard: [String], _ map: inout MapReader) -> [String] {
        guard let entries = map.maps(key, of: "{ root }") else { return standard }
        return entries.map { entry in
            var entry = entry
            let root = entry.path("root", default: "")
            entry.missing("root", MapReader.pathExpectation)
            entry.finish()
            return root
        }
    }

    var json: JSONValue {
        func roots(_ paths: [String]) -> JSONValue { .array(paths.map { ["root": .string($0)] }) }
        return [
            "docker": .array(docker.map { ["root": .string($0.root), "exec_root": .string($0.execRoot)] }),
            "runc": roots(runc), "containerd": roots(containerd), "crun": roots(crun), "storage": roots(storage),
        ]
    }
}
