internal import LinuxKernel

/// The watches of each container: rules by path through its root, and what they watch by device and inode.
struct ContainerWatches {
    /// All containers together.
    static let limit = 4_096
    /// What merely lies in a folder of the list is watched as long as fewer watches are there in all: the files of some
    /// containers, which their images choose, must not leave others without the list itself.
    static let limitForFiles = limit / 2
    /// Files in one folder of the list.
    static let filesPerFolder = 64
    /// Files in all folders of one container.
    static let filesPerContainer = 128

    /// One watch to be made.
    struct Planned {
        var rule: AuditRule
        var path: String
        /// Of what is there already.
        var status: FileStatus?
        /// Named by the list itself.
        var isListed: Bool
    }

    /// One container's.
    struct Held {
        var initPid: Int32
        var startTicks: UInt64
        var rules: [AuditRule]
    }

    private(set) var held: [UInt64: Held] = [:]
    private(set) var count = 0

    /// What to watch in a container: what the list names, then the files that lie in its folders.
    static func plan(_ paths: SensitivePaths, in root: borrowing ContainerRoot) -> [Planned] {
        var plan: [Planned] = []
        for entry in paths.entries { add(entry.path, entry, isListed: true, in: root, to: &plan) }
        let listed = plan.count
        for entry in paths.entries where entry.isFolder {
            for name in root.files(in: entry.path, limit: filesPerFolder) {
                guard plan.count - listed < filesPerContainer else { return plan }
                add(name, entry, isListed: false, in: root, to: &plan)
            }
        }
        return plan
    }

    private static func add(
        _ name: String, _ entry: SensitivePaths.Entry, isListed: Bool, in root: borrowing ContainerRoot,
        to plan: inout [Planned]
    ) {
        guard let place = root.place(of: name),
            let rule = AuditRule.watch(root.prefix + place.path, permissions: entry.permissions),
            !plan.contains(where: { $0.path == place.path })
        else { return }
        plan.append(Planned(rule: rule, path: place.path, status: place.status, isListed: isListed))
    }

    /// Whether one more may be made, beside so many that are not held yet.
    func hasRoom(for planned: Planned, beside added: Int) -> Bool {
        count + added < (planned.isListed ? Self.limit : Self.limitForFiles)
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
