/// Where the runtimes of this host keep their state; configuration, with the usual folders as default.
package struct RuntimeRoots: Hashable, Sendable {
    /// A docker engine: its `--data-root` (metadata) and `--exec-root` (state).
    package struct Docker: Hashable, Sendable {
        package var root: String
        package var execRoot: String

        package init(root: String = "/var/lib/docker", execRoot: String = "/run/docker") {
            self.root = root
            self.execRoot = execRoot
        }
    }

    /// `--root` of runc, as used by hand and by CRI-O or podman with runc.
    package var runc: [String]
    package var docker: [Docker]
    /// containerd's `state` folder.
    package var containerd: [String]
    /// `--root` of crun.
    package var crun: [String]
    /// `graphroot` of containers/storage, where podman and CRI-O keep names and images.
    package var storage: [String]

    package init(
        runc: [String] = ["/run/runc"], docker: [Docker] = [Docker()], containerd: [String] = ["/run/containerd"],
        crun: [String] = ["/run/crun"], storage: [String] = ["/var/lib/containers/storage"]
    ) {
        self.runc = runc
        self.docker = docker
        self.containerd = containerd
        self.crun = crun
        self.storage = storage
    }

    /// Nothing at all: a start for tests and for configurations that name one runtime.
    package static let none = RuntimeRoots(runc: [], docker: [], containerd: [], crun: [], storage: [])

    /// One layout for each place where containers may appear.
    var layouts: [any RuntimeLayout] {
        var layouts: [any RuntimeLayout] = []
        for root in runc { layouts.append(RuncLayout(root: root, storage: storage)) }
        for engine in docker { layouts.append(DockerLayout(engine: engine)) }
        for state in containerd { layouts.append(ContainerdLayout(state: state, docker: docker.first)) }
        for root in crun { layouts.append(CrunLayout(root: root, storage: storage)) }
        return layouts
    }
}
