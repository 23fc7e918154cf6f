internal import LinuxKernel

/// A container's first process as the host sees it, read once when the container is found.
struct InitProcess {
    var startTicks: UInt64
    var pidfd: HeldPidfd
    /// nil when its cgroup is gone.
    var cgroups: ProcessCgroups?
    var mounts: MountTable?
    /// Inode numbers; 0 where they could not be read.
    var mountNamespace: UInt64
    var networkNamespace: UInt64

    /// nil when the process has ended, or the pid is another's by now.
    init?(pid: Int32, startTicks expected: UInt64) {
        // The pidfd first: what is read afterwards below /proc/<pid>, while it has not ended, is of this very process.
        guard let pidfd = try? Pidfd.open(pid), let process = try? ProcDirectory.open(pid),
            let stat = try? process.stat(), !stat.isZombie, expected == 0 || stat.startTicks == expected,
            let cgroups = try? process.cgroups()
        else { return nil }
        self.pidfd = HeldPidfd(pidfd)
        startTicks = stat.startTicks
        // A process that is about to end may outlive its cgroup: that says nothing of where it belonged.
        self.cgroups = cgroups.isDeleted ? nil : cgroups
        mounts = try? process.mounts()
        mountNamespace = (try? process.namespace(.mount)) ?? 0
        networkNamespace = (try? process.namespace(.network)) ?? 0
    }
}
