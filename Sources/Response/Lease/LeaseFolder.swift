internal import LinuxKernel

/// The marks of this host's leases, a file each, under `/run/yagura/leases`. Written whole, never synced: nothing on the
/// way to a freeze waits for a disk.
struct LeaseFolder: ~Copyable, Sendable {
    /// What was found under a name.
    enum Entry {
        case mark(LeaseMark)
        /// The dead man's switch ended it.
        case ended(LeaseMark)
        /// Not to be read: cut, foreign, or half of a write that a crash ended.
        case damaged
    }

    private static let endedSuffix = ".ended"
    /// Far more than any mark: two paths of 4,096 bytes, each byte escaped, and short texts.
    private static let byteLimit = 64 << 10

    private let directory: Directory
    let path: String

    /// Makes `leases` below the run directory, both as needed.
    init(below run: String) throws(SystemCallError) {
        try Directory.working.make(run, mode: 0o755)
        try Directory.working.make("\(run)/leases", mode: 0o700)
        directory = try Directory("\(run)/leases")
        path = "\(run)/leases"
    }

    func path(of leaseID: String) -> String { "\(path)/\(leaseID)" }

    /// After a crash there is the old mark or the new one.
    func write(_ mark: LeaseMark) throws(SystemCallError) {
        let temporary = "\(mark.leaseID).new"
        try directory.unlink(temporary)
        let file = try directory.open(temporary, [.writeOnly, .create, .exclusive, .noFollow])
        do throws(SystemCallError) {
            let text = mark.text
            try file.writeAll(text.span)
            try directory.rename(temporary, to: mark.leaseID)
        } catch {
            _ = try? directory.unlink(temporary)
            throw error
        }
    }

    /// Removes the mark, however it is called now.
    func remove(_ leaseID: String) throws(SystemCallError) {
        try directory.unlink(leaseID)
        try directory.unlink(leaseID + Self.endedSuffix)
    }

    /// Whether the dead man's switch says that it ended the lease.
    func wasEnded(_ leaseID: String) -> Bool { (try? directory.status(leaseID + Self.endedSuffix)) != nil }

    /// All there is, by file name.
    func entries() throws(SystemCallError) -> [(name: String, entry: Entry)] {
        var result: [(name: String, entry: Entry)] = []
        for found in try directory.entries() where found.kind != .directory {
            let name = found.text
            guard let bytes = try? directory.read(name, limit: Self.byteLimit), let mark = LeaseMark(text: bytes) else {
                result.append((name, .damaged))
                continue
            }
            if name == mark.leaseID {
                result.append((name, .mark(mark)))
            } else if name == mark.leaseID + Self.endedSuffix {
                result.append((name, .ended(mark)))
            } else {
                result.append((name, .damaged))
            }
        }
        return result.sorted { $0.name < $1.name }
    }

    func discard(_ name: String) throws(SystemCallError) { try directory.unlink(name) }
}
