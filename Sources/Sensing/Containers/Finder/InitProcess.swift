internal import LinuxKernel

/// A container's first process as the host sees it, read once when the container is found.
struct InitProcess {
    var startTicks: UInt64
    var pidfd: HeldPidfd
    var cgroups: ProcessCgroups
    var mounts: MountTable?
    /// Inode numbers; 0 where they could not be read.
    var mountNamespace: UInt64
    var networkNamespace: UInt64

    /// nil when the process has ended, or the pid is another's by now.
    init?(pid: Int32, startTicks expected: UInt64) {
        // The pidfd first: what is read afterwards below /proc/<pid>, while it has not ended, is of this very process.
        guard let pidfd = try? Pidfd.open(pid), let folder = try? Directory("/proc/\(pid)"),
            let bytes = try? folder.read("stat", limit: 4096), let stat = ProcessStat(bytes.span), !stat.isDead,
            expected == 0 || stat.startTicks == expected, let cgroups = try? folder.text("cgroup", limit: 65_536)
        else { return nil }
        self.pidfd = HeldPidfd(pidfd)
        startTicks = stat.startTicks
        self.cgroups = ProcessCgroups(cgroups)
        mounts = (try? folder.read("mountinfo", limit: 4 << 20)).map { MountTable(String(decoding: $0, as: UTF8.self)) }
        mountNamespace = Self.namespace(folder, "ns/mnt")
        networkNamespace = Self.namespace(folder, "ns/net")
    }

    /// Of this process.
    static var ownMountNamespace: UInt64 {
        guard let folder = try? Directory("/proc/self") else { return 0 }
        return namespace(folder, "ns/mnt")
    }

    /// The number in `mnt:[4026531841]`.
    private static func namespace(_ folder: borrowing Directory, _ name: String) -> UInt64 {
        guard let link = try? folder.link(name), let open = link.firstIndex(of: UInt8(ascii: "[")) else { return 0 }
        let digits = link[(open + 1)...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
    }
}
