/// How the keeper works on this host.
package struct FreezeSettings: Hashable, Sendable {
    /// Marks lie in `leases` below it; on a memory file system.
    package var runDirectory: String
    /// The program `yagura-lease`.
    package var leaseProgram: String
    /// Roots of the hierarchies in which `yagura-lease` gets a cgroup of its own: `HostCgroups.homes`.
    package var homes: [String]
    /// Set a transient timer too, where systemd runs.
    package var usesSystemd = true
    /// So long is the kernel's word waited for.
    package var confirmLimit: Duration = .seconds(2)
    /// At most so long goes by between two looks at what became of a running lease.
    package var lookNanoseconds: UInt64 = 250_000_000

    package init(runDirectory: String = "/run/yagura", leaseProgram: String, homes: [String]) {
        self.runDirectory = runDirectory
        self.leaseProgram = leaseProgram
        self.homes = homes
    }
}
