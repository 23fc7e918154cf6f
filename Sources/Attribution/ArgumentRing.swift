/// A place in an `ArgumentRing`: valid until the ring has gone round once more.
package struct RingRange: Sendable, BitwiseCopyable {
    var position: UInt64 = 0
    var count: UInt32 = 0

    package init() {}
}

/// The last arguments of container processes, in a fixed piece of memory: what is overwritten is gone, and known to be gone.
struct ArgumentRing: Sendable {
    private var bytes: ContiguousArray<UInt8>
    /// Bytes ever written; the ring holds the last `bytes.count` of them.
    private var written: UInt64 = 0
    /// More than this of one command line is not kept.
    static let lineLimit = 4_096

    init(byteCapacity: Int) {
        bytes = ContiguousArray(repeating: 0, count: max(Self.lineLimit, byteCapacity))
    }

    mutating func append(_ text: Span<UInt8>) -> RingRange {
        let count = min(text.count, Self.lineLimit)
        var range = RingRange()
        range.position = written
        range.count = UInt32(truncatingIfNeeded: count)
        var place = Int(written % UInt64(bytes.count))
        for index in 0..<count {
            bytes[place] = text[index]
            place += 1
            if place == bytes.count { place = 0 }
        }
        written += UInt64(count)
        return range
    }

    /// The bytes of a range; nil when they were overwritten.
    func bytes(of range: RingRange) -> [UInt8]? {
        guard range.position + UInt64(range.count) <= written, written - range.position <= UInt64(bytes.count) else {
            return nil
        }
        var text: [UInt8] = []
        text.reserveCapacity(Int(range.count))
        var place = Int(range.position % UInt64(bytes.count))
        for _ in 0..<range.count {
            text.append(bytes[place])
            place += 1
            if place == bytes.count { place = 0 }
        }
        return text
    }
}
