internal import LinuxKernel

/// The sockets by which container runtimes are told what to do, as the host has them now: a container may call its mount of
/// one, or a link to it, whatever it likes, but not change its device and inode.
enum RuntimeSockets {
    static let paths = [
        "/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/podman/podman.sock",
        "/run/k3s/containerd/containerd.sock",
    ]

    /// A runtime that starts again makes a new socket: look again now and then.
    static func find(_ paths: [String]) -> WatchedFiles {
        var found = WatchedFiles()
        for path in paths {
            guard let status = try? Directory.working.status(path, followingLinks: true) else { continue }
            found.insert(device: status.auditDevice, inode: status.inode, container: 0, path: path)
        }
        return found
    }
}
