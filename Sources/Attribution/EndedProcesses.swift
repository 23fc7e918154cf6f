/// Processes in the order of their ends: kept a while, because audit speaks of them after the process connector has said goodbye.
struct EndedProcesses: Sendable {
    private struct End: Sendable, BitwiseCopyable {
        var pid: Int32 = 0
        var bootNanoseconds: UInt64 = 0
    }

    /// A power of two; when a flood ends more processes than this within the grace, the oldest go first.
    private static let capacity = 8_192
    private var ring = ContiguousArray(repeating: End(), count: capacity)
    private var first: UInt64 = 0
    private var last: UInt64 = 0

    /// Remembers an end; gives the pid that must go at once when the ring is full.
    mutating func append(pid: Int32, at bootNanoseconds: UInt64) -> Int32? {
        var displaced: Int32?
        if last - first == UInt64(Self.capacity) {
            displaced = ring[Int(first % UInt64(Self.capacity))].pid
            first += 1
        }
        ring[Int(last % UInt64(Self.capacity))] = End(pid: pid, bootNanoseconds: bootNanoseconds)
        last += 1
        return displaced
    }

    /// The next process that ended before `bootNanoseconds`.
    mutating func next(before bootNanoseconds: UInt64) -> Int32? {
        guard first < last else { return nil }
        let end = ring[Int(first % UInt64(Self.capacity))]
        guard end.bootNanoseconds < bootNanoseconds else { return nil }
        first += 1
        return end.pid
    }
}
