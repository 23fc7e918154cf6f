internal import CLinux

/// Memory for many datagrams of the kernel, filled by one call and used again: nothing is allocated per message.
struct DatagramBatch: ~Copyable, Sendable {
    private var bytes: [UInt8]
    private var lengths: [UInt32]
    private let slot: Int

    /// `count` (at most 64) datagrams of up to `slot` bytes; longer ones are cut and say so.
    init(count: Int, slot: Int) {
        bytes = [UInt8](repeating: 0, count: count * slot)
        lengths = [UInt32](repeating: 0, count: count)
        self.slot = slot
    }

    var capacity: Int { lengths.count }

    enum Outcome: Equatable {
        case received(Int)
        case empty
        /// The socket's buffer overflowed since the last call (ENOBUFS): an unknown number is lost.
        case lost
    }

    /// Takes what waits in the socket, up to the batch's size.
    mutating func receive(from socket: borrowing Descriptor) throws(SystemCallError) -> Outcome {
        let result = Self.receive(socket, slot, &bytes, &lengths)
        if result == 0 &- Int64(ErrorNumber.noBufferSpace.rawValue) { return .lost }
        guard let count = try checkReady(result, "recvmmsg", "netlink"), count > 0 else { return .empty }
        return .received(min(count, lengths.count))
    }

    /// Two spans at once: the compiler sees that they are disjoint only as parameters.
    private static func receive(
        _ socket: borrowing Descriptor, _ slot: Int, _ bytes: inout [UInt8], _ lengths: inout [UInt32]
    ) -> Int64 {
        var bytes = bytes.mutableSpan
        var lengths = lengths.mutableSpan
        return yagura_netlink_receive(socket.number, &bytes, slot, &lengths)
    }

    /// Whether a datagram was longer than its slot.
    func isTruncated(_ index: Int) -> Bool { lengths[index] & truncatedMark != 0 }

    /// A datagram's bytes; empty when it did not come from the kernel.
    @_lifetime(borrow self)
    func datagram(_ index: Int) -> Span<UInt8> {
        let start = index * slot
        return bytes.span.extracting(start..<start + Int(lengths[index] & ~truncatedMark))
    }
}

private let truncatedMark: UInt32 = 0x8000_0000

/// What a drain of a socket found.
package struct DrainOutcome: Sendable, Hashable {
    /// How many messages were given to the body or skipped.
    package var received = 0
    /// How often the kernel said that it dropped messages before we came (each time an unknown number).
    package var losses = 0
    /// Whether the socket was emptied; false when the limit came first.
    package var isExhausted = true

    package init() {}
}
