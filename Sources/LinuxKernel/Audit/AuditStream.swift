internal import Glibc

/// The records of the kernel's audit: as their one owner, or as one of many multicast readers.
package struct AuditStream: ~Copyable, Sendable {
    private let socket: NetlinkSocket
    private var batch = DatagramBatch(count: 32, slot: slotSize)

    /// How the records come.
    package enum Mode: Sendable, Hashable {
        /// Unicast, to the process that the kernel knows as its audit daemon. There is one.
        case owner
        /// A copy for each reader that joined the group; overflow is the reader's own loss.
        case multicast
    }

    package let mode: Mode

    /// What came of asking for the ownership.
    package enum Claim: ~Copyable {
        case owner(AuditStream)
        /// Another process has it and lives: go on by multicast.
        case takenBy(pid: Int32)
    }

    /// Joins the multicast group. Needs CAP_AUDIT_READ and the initial network and user namespace.
    package static func multicast() throws(SystemCallError) -> AuditStream {
        let socket = try open()
        try socket.join(group: 1)  // AUDIT_NLGRP_READLOG
        return AuditStream(socket, .multicast)
    }

    /// Asks to be the owner. Needs CAP_AUDIT_CONTROL and the initial pid namespace.
    ///
    /// `control` tells who has it: the answer on this socket could not be told from records that come at once.
    package static func claim(_ control: inout AuditControl) throws(SystemCallError) -> Claim {
        let owner = try control.status().owner
        let own = UInt32(bitPattern: getpid())
        let socket = try open()
        let payload = AuditSetting.owner.payload(own)
        // Without an acknowledgement asked for the kernel answers only when it refuses.
        try socket.send(type: AuditMessageType.setStatus, flags: NetlinkSocket.requestFlag, payload.span)
        // An own earlier socket that owns the stream would look like success.
        let now = try control.status().owner
        if now == own, owner != own { return .owner(AuditStream(socket, .owner)) }
        if now != 0 { return .takenBy(pid: Int32(bitPattern: now)) }
        throw try refusal(socket)
    }

    /// Gives the ownership back; records queue in the kernel or go to multicast readers alone.
    package consuming func resign() throws(SystemCallError) {
        guard mode == .owner else { return }
        let payload = AuditSetting.owner.payload(0)
        try socket.send(type: AuditMessageType.setStatus, flags: NetlinkSocket.requestFlag, payload.span)
    }

    /// To poll: readable when records wait.
    package var descriptor: Descriptor {
        _read { yield socket.descriptor }
    }

    /// Gives the waiting records, about `limit` at most: the type, the text without trailing NULs and newlines, and
    /// whether the text was cut.
    ///
    /// `losses` counts overflows of this socket (multicast); the owner's are in `AuditStatus.lost`.
    package mutating func drain(
        limit: Int = 16_384, _ body: (_ type: UInt16, _ text: Span<UInt8>, _ isTruncated: Bool) -> Void
    ) throws(SystemCallError) -> DrainOutcome {
        try socket.drain(&batch, limit: limit) { datagram, isTruncated in
            // The header's own length differs between unicast and multicast: only the received one counts.
            guard datagram.count >= NetlinkSocket.headerSize, let type = datagram.uint16(at: 4),
                type >= AuditMessageType.firstRecord
            else { return }
            var end = datagram.count
            while end > NetlinkSocket.headerSize, datagram[end - 1] == 0 || datagram[end - 1] == 0x0A { end -= 1 }
            body(type, datagram.extracting(NetlinkSocket.headerSize..<end), isTruncated)
        }
    }

    private init(_ socket: consuming NetlinkSocket, _ mode: Mode) {
        self.socket = socket
        self.mode = mode
    }

    private static func open() throws(SystemCallError) -> NetlinkSocket {
        let socket = try NetlinkSocket(.audit)
        try socket.setReceiveBuffer(16 << 20)
        return socket
    }

    /// The kernel's answer to a refused claim: on this socket nothing else can wait.
    private static func refusal(_ socket: borrowing NetlinkSocket) throws(SystemCallError) -> SystemCallError {
        var batch = DatagramBatch(count: 4, slot: slotSize)
        var number = ErrorNumber.notPermitted
        _ = try socket.drain(&batch, limit: 64) { datagram, _ in
            guard datagram.uint16(at: 4) == NetlinkSocket.errorType,
                let result = datagram.int32(at: NetlinkSocket.headerSize), result < 0
            else { return }
            number = ErrorNumber(rawValue: 0 &- result)
        }
        return SystemCallError(call: "audit", object: "claim the record stream", number: number)
    }
}

/// The kernel's longest record (MAX_AUDIT_MESSAGE_LENGTH 8,970) and header.
private let slotSize = 9216
