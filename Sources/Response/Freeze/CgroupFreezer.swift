internal import BehaviourModel
internal import LinuxKernel

/// Freezes and thaws one container, and reports only what the kernel confirms.
///
/// It keeps the directory that was compared with the target: a name that is used again cannot be hit.
struct CgroupFreezer: ~Copyable, Sendable {
    let kind: FreezerKind
    let directory: Directory
    let inode: UInt64

    /// The freezer of a target that is still the same; nil when the container is gone.
    static func open(_ target: borrowing ResponseTarget) throws(SystemCallError) -> CgroupFreezer? {
        let placement = target.cgroup
        guard let named = try Self.directory(placement.path, inode: placement.inode), try isAlive(target) else {
            return nil
        }
        if let path = placement.unified {
            let inode = path == placement.path ? placement.inode : nil
            guard let unified = try Self.directory(path, inode: inode) else { return nil }
            if try serves(unified, instead: placement.freezerV1) { return try CgroupFreezer(.v2, unified) }
        }
        guard let path = placement.freezerV1 else {
            // A v2 host whose cgroup has no freezer: a kernel before 5.2.
            throw SystemCallError(call: "open", object: "\(named.path)/cgroup.freeze", number: .notSupported)
        }
        let inode = path == placement.path ? placement.inode : nil
        guard let directory = try Self.directory(path, inode: inode) else { return nil }
        return try CgroupFreezer(.v1, directory)
    }

    /// The freezer that a mark names; nil when it is gone.
    static func open(_ kind: FreezerKind, at path: String, inode: UInt64) throws(SystemCallError) -> CgroupFreezer? {
        guard let directory = try directory(path, inode: inode) else { return nil }
        return try CgroupFreezer(kind, directory)
    }

    private init(_ kind: FreezerKind, _ directory: consuming Directory) throws(SystemCallError) {
        self.kind = kind
        inode = try directory.status().inode
        self.directory = directory
    }

    /// Whether the directory's own switch says "frozen", whoever turned it; nil when the container is gone.
    func isWished() throws(SystemCallError) -> Bool? {
        do throws(SystemCallError) {
            return try directory.text(kind == .v2 ? "cgroup.freeze" : "freezer.self_freezing") == "1"
        } catch {
            if error.isGone { return nil }
            throw error
        }
    }

    /// Whether every process stands still.
    func isFrozen() throws(SystemCallError) -> Bool {
        if kind == .v1 { return try directory.text("freezer.state") == "FROZEN" }
        return CgroupEvents(try directory.read("cgroup.events", limit: 4096)).isFrozen
    }

    /// Whether a process is left in it, or below it.
    func isPopulated() throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            if kind == .v2 { return CgroupEvents(try directory.read("cgroup.events", limit: 4096)).isPopulated }
            return try CgroupProcesses.isAnyone(in: directory)
        } catch {
            if error.isGone { return false }
            throw error
        }
    }

    // MARK: - Is it still the same?

    private static func directory(_ path: String, inode: UInt64?) throws(SystemCallError) -> Directory? {
        do throws(SystemCallError) {
            let directory = Directory(try Directory.working.open(path, [.directory, .noFollow]), path: path)
            if let inode, try directory.status().inode != inode { return nil }
            return directory
        } catch {
            if error.isGone { return nil }
            throw error
        }
    }

    /// A cgroup may be used by one container after another: then its first process is a later one.
    private static func isAlive(_ target: borrowing ResponseTarget) throws(SystemCallError) -> Bool {
        guard target.initPid > 0 else { return true }
        do throws(SystemCallError) {
            let bytes = try Directory.working.read("/proc/\(target.initPid)/stat", limit: 4096)
            guard let ticks = ProcessStart.ticks(bytes) else { return true }
            let start = KernelClock.bootNanoseconds(ticks: ticks)
            return start <= target.startBootNanoseconds &+ startSlack
        } catch {
            if error.isGone { return false }
            throw error
        }
    }

    /// Between the moment at which a container was seen to begin and its program's start by `runc create` and `start`.
    /// A pid is not used again that soon: 32,768 others come before it.
    private static let startSlack: UInt64 = 10_000_000_000

    /// The v2 freezer serves if there is one, and every process of the container is in its v2 cgroup: some runtimes
    /// on a hybrid host leave that one alone.
    private static func serves(
        _ unified: borrowing Directory, instead freezerV1: String?
    ) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            _ = try unified.status("cgroup.freeze")
        } catch {
            if error.isGone { return false }
            throw error
        }
        guard let freezerV1, let v1 = try directory(freezerV1, inode: nil) else { return true }
        // v1 first: a process forked between the two reads is then missing in neither.
        guard let members = try CgroupProcesses.all(in: v1), let own = try CgroupProcesses.all(in: unified) else {
            return false
        }
        return members.isSubset(of: own)
    }
}
