/// Remembers which container a v2 cgroup id belongs to; ids are never given twice, so an entry holds as long as the set
/// of containers does.
struct CgroupIdCache: Sendable {
    private struct Entry: Sendable, BitwiseCopyable {
        var id: UInt64 = 0
        var cgroup: UInt64 = 0
    }

    private var entries = ContiguousArray(repeating: Entry(), count: 1024)
    private var generation: UInt64 = 0

    /// The container's cgroup, 0 for the host's; nil when it must be looked up.
    mutating func cgroup(of id: UInt64, generation: UInt64) -> UInt64? {
        if generation != self.generation {
            for index in entries.indices { entries[index] = Entry() }
            self.generation = generation
        }
        let entry = entries[slot(of: id)]
        return entry.id == id && id != 0 ? entry.cgroup : nil
    }

    mutating func remember(_ id: UInt64, cgroup: UInt64) { entries[slot(of: id)] = Entry(id: id, cgroup: cgroup) }

    private func slot(of id: UInt64) -> Int { Int(truncatingIfNeeded: id) & (entries.count - 1) }
}
