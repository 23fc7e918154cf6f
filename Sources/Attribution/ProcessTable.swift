internal import BehaviourModel

/// Container processes by pid. Linear probing, removal by shifting back; a warm table allocates nothing.
///
/// Pids come from the kernel, one after the other: a multiplicative spread serves, no seed is needed.
struct ProcessTable: Sendable {
    private var slots: ContiguousArray<ProcessEntry>
    private(set) var count = 0
    private let limit: Int
    private static let free = ProcessEntry(pid: 0, parentPid: 0, container: .none, startBootNanoseconds: 0)

    /// - Parameter limit: processes at most.
    init(limit: Int) {
        self.limit = max(64, limit)
        slots = ContiguousArray(repeating: Self.free, count: 256)
    }

    subscript(pid: Int32) -> ProcessEntry? {
        guard pid > 0 else { return nil }
        let slot = slot(of: pid)
        return slots[slot].pid == pid ? slots[slot] : nil
    }

    /// Adds or replaces; false when the table is full.
    mutating func insert(_ entry: ProcessEntry) -> Bool {
        guard entry.pid > 0 else { return false }
        let slot = slot(of: entry.pid)
        if slots[slot].pid == entry.pid {
            slots[slot] = entry
            return true
        }
        guard count < limit else { return false }
        slots[slot] = entry
        count += 1
        if count * 2 > slots.count { grow() }
        return true
    }

    /// Changes an entry in place; nil when there is none.
    @discardableResult
    mutating func update<Result>(_ pid: Int32, _ change: (inout ProcessEntry) -> Result) -> Result? {
        guard pid > 0 else { return nil }
        let slot = slot(of: pid)
        guard slots[slot].pid == pid else { return nil }
        return change(&slots[slot])
    }

    mutating func remove(_ pid: Int32) {
        guard pid > 0 else { return }
        var hole = slot(of: pid)
        guard slots[hole].pid == pid else { return }
        count -= 1
        let mask = slots.count - 1
        var next = (hole + 1) & mask
        while slots[next].pid != 0 {
            // An entry may move into the hole when its home does not lie behind it.
            let home = home(of: slots[next].pid)
            if (next &- home) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = Self.free
    }

    mutating func removeAll(where condition: (ProcessEntry) -> Bool) {
        for pid in slots.filter({ $0.pid != 0 && condition($0) }).map(\.pid) { remove(pid) }
    }

    mutating func updateAll(_ change: (inout ProcessEntry) -> Void) {
        for slot in slots.indices where slots[slot].pid != 0 { change(&slots[slot]) }
    }

    func forEach(_ body: (ProcessEntry) -> Void) {
        for entry in slots where entry.pid != 0 { body(entry) }
    }

    /// The slot that holds `pid`, or the free one where it would go.
    private func slot(of pid: Int32) -> Int {
        let mask = slots.count - 1
        var slot = home(of: pid)
        while slots[slot].pid != 0, slots[slot].pid != pid { slot = (slot + 1) & mask }
        return slot
    }

    private func home(of pid: Int32) -> Int {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^32 / golden ratio.
        Int(UInt32(bitPattern: pid) &* 2_654_435_769 >> 7) & (slots.count - 1)
    }

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: Self.free, count: old.count * 2)
        for entry in old where entry.pid != 0 { slots[slot(of: entry.pid)] = entry }
    }
}
