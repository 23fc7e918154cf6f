package import LinuxKernel

/// The daemons that containers need: a frozen one would take all containers of the host with it.
package enum RuntimeDaemons {
    package struct Daemon: Hashable, Sendable {
        package var name: String
        package var pid: Int32
    }

    /// As `/proc/<pid>/comm` cuts them, at 15 bytes.
    private static let names: Set<String> = [
        "dockerd", "containerd", "containerd-shim", "crio", "podman", "conmon", "kubelet", "systemd-machine",
        "cri-dockerd", "rootlesskit", "k3s", "k3s-server", "k3s-agent",
    ]

    /// Those of the host that run now, by process id.
    package static func running() throws(SystemCallError) -> [Daemon] {
        let host = try HostProcess.first()
        var found: [Daemon] = []
        for entry in try Directory("/proc").entries() {
            if let pid = Int32(entry.text), let daemon = daemon(pid, of: host) { found.append(daemon) }
        }
        return found.sorted { $0.pid < $1.pid }
    }

    /// One that is in this cgroup, or below it, now: asked before each freeze, for a daemon may have come since the last
    /// look. nil where there is none, or the tree is too large to say.
    static func first(in directory: borrowing Directory) throws(SystemCallError) -> Daemon? {
        guard let all = try CgroupProcesses.all(in: directory), !all.isEmpty else { return nil }
        let host = try HostProcess.first()
        // Daemons are older than what a container may start to make this look long.
        for pid in all.sorted().prefix(lookLimit) {
            if let daemon = daemon(pid, of: host) { return daemon }
        }
        return nil
    }

    /// Some ten microseconds each.
    private static let lookLimit = 2_048

    private static func daemon(_ pid: Int32, of host: HostProcess) -> Daemon? {
        guard let name = try? Directory.working.text("/proc/\(pid)/comm"), names.contains(name),
            (try? HostProcess(pid)) == host
        else { return nil }
        return Daemon(name: name, pid: pid)
    }
}

/// What the host's own processes have in common with process 1, and a container's have not: the process ids they see, and
/// the root of the file system.
///
/// Not the mount namespace: systemd gives a service one of its own for `PrivateTmp=` and the like, this agent's included.
struct HostProcess: Hashable, Sendable {
    private var processNamespace: [UInt8]
    private var device: UInt64
    private var root: UInt64

    /// That of process 1; where it may not be asked, this process's own: an agent without the host's process ids and its root
    /// sees no container at all.
    static func first() throws(SystemCallError) -> HostProcess {
        do throws(SystemCallError) {
            return try HostProcess(1)
        } catch {
            return try HostProcess(OwnProcess.pid)
        }
    }

    init(_ pid: Int32) throws(SystemCallError) {
        processNamespace = try Directory.working.link("/proc/\(pid)/ns/pid")
        let status = try Directory.working.status("/proc/\(pid)/root", followingLinks: true)
        device = status.device
        root = status.inode
    }
}
