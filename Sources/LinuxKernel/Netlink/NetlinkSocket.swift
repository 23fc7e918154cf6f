internal import CLinux

/// A netlink socket: requests to the kernel, and batches of what it sends.
struct NetlinkSocket: ~Copyable, Sendable {
    let descriptor: Descriptor

    enum Family: Int32 {
        case socketDiagnostics = 4
        case audit = 9
        case connector = 11
    }

    /// Opens a non-blocking socket, bound to a mask of the first 32 multicast groups.
    init(_ family: Family, groups: UInt32 = 0) throws(SystemCallError) {
        let result = yagura_netlink_open(family.rawValue, groups)
        descriptor = Descriptor(owning: Int32(clamping: try check(result, "socket", "netlink \(family)")))
    }

    func join(group: UInt32) throws(SystemCallError) {
        try check(yagura_netlink_join(descriptor.number, group), "setsockopt NETLINK_ADD_MEMBERSHIP", "group \(group)")
    }

    /// Makes room for bursts; false when the host allows less than asked.
    @discardableResult
    func setReceiveBuffer(_ bytes: Int32) throws(SystemCallError) -> Bool {
        try check(yagura_socket_receive_buffer(descriptor.number, bytes), "setsockopt SO_RCVBUFFORCE") == 1
    }

    func send(
        type: UInt16, flags: UInt16 = 0, sequence: UInt32 = 0, _ payload: Span<UInt8>
    ) throws(SystemCallError) {
        try check(yagura_netlink_send(descriptor.number, type, flags, sequence, payload), "sendmsg", "netlink")
    }

    /// Drains the socket into `body` until it is empty or about `limit` datagrams came.
    func drain(
        _ batch: inout DatagramBatch, limit: Int, _ body: (_ datagram: Span<UInt8>, _ isTruncated: Bool) -> Void
    ) throws(SystemCallError) -> DrainOutcome {
        var outcome = DrainOutcome()
        while outcome.received < limit {
            switch try batch.receive(from: descriptor) {
            case .empty: return outcome
            case .lost: outcome.losses &+= 1
            case .received(let count):
                for index in 0..<count { body(batch.datagram(index), batch.isTruncated(index)) }
                outcome.received &+= count
                // Fewer than there was room for: the socket is empty, and asking again would cost a call.
                if count < batch.capacity { return outcome }
            }
        }
        outcome.isExhausted = false
        return outcome
    }

    static let headerSize = 16
    static let requestFlag: UInt16 = 0x001
    static let acknowledgeFlag: UInt16 = 0x004
    static let dumpFlag: UInt16 = 0x300
    static let errorType: UInt16 = 2
    static let doneType: UInt16 = 3
}
