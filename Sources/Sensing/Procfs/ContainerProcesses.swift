/// Which container each known process is in, so that forks and exits of all others cost one look.
///
/// Linear probing over a power of two; a warm table allocates nothing. Pids come from the kernel one after the other: a
/// multiplicative spread serves, no seed is needed.
struct ContainerProcesses: Sendable {
    struct Entry: Sendable, BitwiseCopyable {
        var pid: Int32 = 0
        var hasEnded = false
        var cgroup: UInt64 = 0
        /// Nanoseconds since boot; by a fork's event or by `/proc`, which rounds to clock ticks. 0: not known.
        var startBootNanoseconds: UInt64 = 0

        /// Whether `/proc` speaks of this process: a pid is not used again within this time.
        func isSame(startedAt bootNanoseconds: UInt64) -> Bool {
            guard startBootNanoseconds != 0 else { return true }
            let (earlier, later) =
                bootNanoseconds < startBootNanoseconds
                ? (bootNanoseconds, startBootNanoseconds) : (startBootNanoseconds, bootNanoseconds)
            return later - earlier < Self.startSlack
        }

        /// Two ticks of the kernel's clock, and what lies between a process's start and its event.
        private static let startSlack: UInt64 = 30_000_000
    }

    private var slots = ContiguousArray(repeating: Entry(), count: 1024)
    private(set) var count = 0
    private let limit: Int

    init(limit: Int) { self.limit = max(1024, limit) }

    subscript(pid: Int32) -> Entry? {
        guard pid > 0 else { return nil }
        let entry = slots[slot(of: pid)]
        return entry.pid == pid ? entry : nil
    }

    /// Adds or replaces; false when the table is full.
    mutating func insert(_ pid: Int32, cgroup: UInt64, startBootNanoseconds: UInt64) -> Bool {
        guard pid > 0 else { return false }
        let place = slot(of: pid)
        if slots[place].pid != pid {
            guard count < limit else { return false }
            count += 1
        }
        slots[place] = Entry(pid: pid, cgroup: cgroup, startBootNanoseconds: startBootNanoseconds)
        if count * 2 > slots.count { grow() }
        return true
    }

    mutating func markEnded(_ pid: Int32) {
        let place = slot(of: pid)
        if slots[place].pid == pid { slots[place].hasEnded = true }
    }

    /// A process that was taken for dead acts: it was not.
    mutating func markAlive(_ pid: Int32) {
        let place = slot(of: pid)
        if slots[place].pid == pid { slots[place].hasEnded = false }
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
            if (next &- home(of: slots[next].pid)) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = Entry()
    }

    func forEach(_ body: (Entry) -> Void) {
        for entry in slots where entry.pid != 0 { body(entry) }
    }

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
        slots = ContiguousArray(repeating: Entry(), count: old.count * 2)
        for entry in old where entry.pid != 0 { slots[slot(of: entry.pid)] = entry }
    }
}

/// Pids that ended lately, in order: kept a while, because a pid that comes back must not be taken for its predecessor.
struct EndedPids: Sendable {
    private struct End: Sendable, BitwiseCopyable {
        var pid: Int32 = 0
        var bootNanoseconds: UInt64 = 0
    }

    private static let capacity: UInt64 = 8192
    private var ring = ContiguousArray(repeating: End(), count: Int(capacity))
    private var first: UInt64 = 0
    private var last: UInt64 = 0

    var count: Int { Int(last &- first) }

    /// Remembers an end; gives the oldest one when the ring is full.
    mutating func append(_ pid: Int32, at bootNanoseconds: UInt64) -> Int32? {
        let displaced = last &- first == Self.capacity ? ring[Int(first % Self.capacity)].pid : nil
        if displaced != nil { first &+= 1 }
        ring[Int(last % Self.capacity)] = End(pid: pid, bootNanoseconds: bootNanoseconds)
        last &+= 1
        return displaced
    }

    mutating func next(before bootNanoseconds: UInt64) -> Int32? {
        guard first != last else { return nil }
        let end = ring[Int(first % Self.capacity)]
        guard end.bootNanoseconds < bootNanoseconds else { return nil }
        first &+= 1
        return end.pid
    }
}
