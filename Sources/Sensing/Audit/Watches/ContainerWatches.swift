internal import LinuxKernel

/// The watches of each container: rules by path through its root, and what they watch by device and inode.
struct ContainerWatches {
    /// All containers together.
    static let limit = 4_096
    /// Files in one folder of the list.
    static let filesPerFolder = 64

    /// One container's.
    struct Held {
        var initPid: Int32
        var startTicks: UInt64
        var rules: [AuditRule]
    }

    private(set) var held: [UInt64: Held] = [:]
    private(set) var count = 0

    /// What to watch in a container, and the files that exist already.
    static func plan(
        _ paths: SensitivePaths, in root: borrowing ContainerRoot
    ) -> [(rule: AuditRule, path: String, status: FileStatus?)] {
        var plan: [(rule: AuditRule, path: String, status: FileStatus?)] = []
        for entry in paths.entries {
            var names = [entry.path]
            if entry.isFolder { names += root.files(in: entry.path, limit: filesPerFolder) }
            for name in names {
                guard let place = root.place(of: name),
                    let rule = AuditRule.watch(root.prefix + place.path, permissions: entry.permissions),
                    !plan.contains(where: { $0.path == place.path })
                else { continue }
                plan.append((rule, place.path, place.status))
            }
        }
        return plan
    }

    mutating func hold(_ rules: [AuditRule], of cgroup: UInt64, initPid: Int32, startTicks: UInt64) {
        held[cgroup] = Held(initPid: initPid, startTicks: startTicks, rules: rules)
        count += rules.count
    }

    mutating func release(_ cgroup: UInt64) -> [AuditRule] {
        guard let gone = held.removeValue(forKey: cgroup) else { return [] }
        count -= gone.rules.count
        return gone.rules
    }

    /// Rules of containers whose first process still lives: of another, `/proc/<pid>/root` is another root by now.
    var liveRules: [AuditRule] {
        held.values.filter { processStartTicks($0.initPid) == $0.startTicks }.flatMap(\.rules)
    }
}

extension FileStatus {
    /// As `WatchedFiles` and audit's `dev=` have it: major above minor.
    // glibc's makedev: the low eight bits of minor and twelve of major lie interleaved below, the rest above.
    var auditDevice: UInt64 {
        let major = (device >> 8) & 0xFFF | (device >> 32) & 0xFFFF_F000
        let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
        return major << 32 | minor
    }
}
