/// A socket that waits for peers: a listening TCP one, or a bound UDP one without a peer.
package struct ListeningSocket: Sendable, Hashable {
    package enum Transport: UInt8, Sendable { case tcp = 6, udp = 17 }

    package let transport: Transport
    package let isVersion6: Bool
    package let port: UInt16
    /// The local address in network order: 4 or 16 bytes; all zero is any.
    package let address: [UInt8]
    package let user: UInt32
    /// As in the link texts of `/proc/<pid>/fd` (`socket:[n]`).
    package let inode: UInt32

    /// Whether only the host itself can reach it.
    package var isLoopback: Bool {
        if !isVersion6 { return address.first == 127 }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        if address.starts(with: mapped) { return address[12] == 127 }
        return address == [UInt8](repeating: 0, count: 15) + [1]
    }
}

/// The sockets of the calling thread's network namespace, by sock_diag(7): a twentieth of the price of `/proc/net`.
package enum SocketDiagnostics {
    /// Every socket that listens, IPv4 and IPv6. Throws when the kernel takes longer than `limit` nanoseconds for one kind.
    package static func listening(
        _ transports: [ListeningSocket.Transport] = [.tcp, .udp], within limit: UInt64 = 2_000_000_000
    ) throws(SystemCallError) -> [ListeningSocket] {
        let socket = try NetlinkSocket(.socketDiagnostics)
        try socket.setReceiveBuffer(1 << 20)
        var result: [ListeningSocket] = []
        var sequence: UInt32 = 0
        for transport in transports {
            for family in [version4, version6] {
                sequence += 1
                try dump(socket, transport, family, sequence, within: limit, into: &result)
            }
        }
        return result
    }

    private static func dump(
        _ socket: borrowing NetlinkSocket, _ transport: ListeningSocket.Transport, _ family: UInt8,
        _ sequence: UInt32, within limit: UInt64, into result: inout [ListeningSocket]
    ) throws(SystemCallError) {
        // struct inet_diag_req_v2: family, protocol, extensions, padding, states, an empty socket id.
        var request: [UInt8] = [family, transport.rawValue, 0, 0]
        request.append(native: transport == .tcp ? listenState : closeState)
        request += [UInt8](repeating: 0, count: 48)
        let flags = NetlinkSocket.requestFlag | NetlinkSocket.dumpFlag
        try socket.send(type: byFamily, flags: flags, sequence: sequence, request.span)

        var batch = DatagramBatch(count: 4, slot: 32_768)
        var found: [ListeningSocket] = []
        var isDone = false
        var failure: Int32 = 0
        let deadline = KernelClock.monotonicNanoseconds &+ limit
        while !isDone {
            guard KernelClock.monotonicNanoseconds < deadline else { throw error(.timedOut) }
            _ = try socket.descriptor.wait(for: .readable, within: .milliseconds(200))
            let outcome = try socket.drain(&batch, limit: 1024) { datagram, _ in
                forEachNetlinkMessage(datagram) { type, number, payload in
                    guard number == sequence else { return }
                    switch type {
                    case NetlinkSocket.doneType: isDone = true
                    case NetlinkSocket.errorType:
                        failure = payload.int32(at: 0) ?? 0
                        isDone = true
                    case byFamily:
                        if let one = parse(payload, transport) { found.append(one) }
                    default: break
                    }
                }
            }
            if outcome.losses > 0 { throw error(.noBufferSpace) }
        }
        // A kernel without IPv6, or without the module for a transport, has no such sockets.
        if failure == 0 &- ErrorNumber.noEntry.rawValue { return }
        guard failure == 0 else { throw error(ErrorNumber(rawValue: 0 &- failure)) }
        result += found
    }

    /// `struct inet_diag_msg`; nil when it is cut or has a peer.
    static func parse(_ message: Span<UInt8>, _ transport: ListeningSocket.Transport) -> ListeningSocket? {
        guard message.count >= 72, let user = message.uint32(at: 64), let inode = message.uint32(at: 68) else {
            return nil
        }
        let isVersion6 = message[0] == version6
        guard isVersion6 || message[0] == version4 else { return nil }
        let (port, peerPort) = (
            UInt16(message[4]) << 8 | UInt16(message[5]), UInt16(message[6]) << 8 | UInt16(message[7])
        )
        guard port != 0, peerPort == 0 else { return nil }
        return ListeningSocket(
            transport: transport, isVersion6: isVersion6, port: port,
            address: message.bytes(8..<(isVersion6 ? 24 : 12)), user: user, inode: inode)
    }

    private static func error(_ number: ErrorNumber) -> SystemCallError {
        SystemCallError(call: "sock_diag", object: "listening sockets", number: number)
    }

    private static let version4: UInt8 = 2  // AF_INET
    private static let version6: UInt8 = 10  // AF_INET6
    private static let byFamily: UInt16 = 20  // SOCK_DIAG_BY_FAMILY
    private static let listenState: UInt32 = 1 << 10  // TCP_LISTEN
    private static let closeState: UInt32 = 1 << 7  // TCP_CLOSE: a UDP socket without a peer
}

/// Walks the netlink messages of a dump's datagram; stops at the first that does not fit.
func forEachNetlinkMessage(
    _ datagram: Span<UInt8>, _ body: (_ type: UInt16, _ sequence: UInt32, _ payload: Span<UInt8>) -> Void
) {
    var start = 0
    while let length = datagram.uint32(at: start), let type = datagram.uint16(at: start + 4),
        let sequence = datagram.uint32(at: start + 8), length >= UInt32(NetlinkSocket.headerSize),
        Int(length) <= datagram.count - start
    {
        body(type, sequence, datagram.extracting(start + NetlinkSocket.headerSize..<start + Int(length)))
        start += (Int(length) + 3) & ~3
    }
}
