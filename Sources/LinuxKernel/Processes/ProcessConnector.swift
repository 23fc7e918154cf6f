/// The kernel's process connector: forks, execs and exits of the whole host, at a few microseconds each.
///
/// Subscribe first and look at `/proc` afterwards: then nothing falls between. Needs CAP_NET_ADMIN and the
/// initial pid and user namespace.
package struct ProcessConnector: ~Copyable, Sendable {
    private let socket: NetlinkSocket
    private var batch = DatagramBatch(count: 64, slot: 128)
    /// Whether the kernel itself drops the kinds not asked for (Linux 6.6); else they cost a wake-up each.
    package let isFilteredByKernel: Bool

    /// Opens the socket and subscribes to forks, execs and exits.
    package init() throws(SystemCallError) {
        let socket = try NetlinkSocket(.connector, groups: ProcessConnectorMessage.connectorIndex)
        try socket.setReceiveBuffer(8 << 20)
        let kinds =
            ProcessConnectorMessage.fork | ProcessConnectorMessage.exec | ProcessConnectorMessage.exit
        // Older kernels ignore the longer request without a word, newer ones answer. The filter hides their answer
        // as well, so it is asked for by a second request.
        let isFiltered = try Self.request(socket, [Self.listen, ProcessConnectorMessage.all])
        if isFiltered {
            try Self.send(socket, [Self.listen, kinds], number: 0)
        } else if try !Self.request(socket, [Self.listen]) {
            throw SystemCallError(call: "subscribe", object: "process connector", number: .notSupported)
        }
        isFilteredByKernel = isFiltered
        self.socket = socket
    }

    /// To poll: readable when events wait.
    package var descriptor: Descriptor {
        _read { yield socket.descriptor }
    }

    /// Takes the waiting events, about `limit` at most; `includingThreads` adds the life of mere threads.
    package mutating func drain(
        limit: Int = 16_384, includingThreads: Bool = false, _ body: (ProcessConnectorEvent) -> Void
    ) throws(SystemCallError) -> DrainOutcome {
        try socket.drain(&batch, limit: limit) { datagram, _ in
            guard case .event(let event) = ProcessConnectorMessage(datagram) else { return }
            if includingThreads || !event.isThread { body(event) }
        }
    }

    private static let listen: UInt32 = 1  // PROC_CN_MCAST_LISTEN

    /// Sends a `proc_input`, or the older bare operation. `number` comes back in the answer.
    private static func send(
        _ socket: borrowing NetlinkSocket, _ words: [UInt32], number: UInt32
    ) throws(SystemCallError) {
        var message: [UInt8] = []
        message.append(native: ProcessConnectorMessage.connectorIndex)
        message.append(native: ProcessConnectorMessage.connectorValue)
        message.append(native: UInt32(0))
        message.append(native: number)
        message.append(native: UInt16(words.count * 4))
        message.append(native: UInt16(0))
        for word in words { message.append(native: word) }
        try socket.send(type: NetlinkSocket.doneType, message.span)
    }

    /// Sends a request and waits for its answer; false when the kernel stayed silent.
    private static func request(
        _ socket: borrowing NetlinkSocket, _ words: [UInt32]
    ) throws(SystemCallError) -> Bool {
        let number = UInt32.random(in: 1..<UInt32.max)
        try send(socket, words, number: number)
        var batch = DatagramBatch(count: 16, slot: 128)
        var answer: UInt32?
        let deadline = KernelClock.monotonicNanoseconds &+ 200_000_000
        while answer == nil, KernelClock.monotonicNanoseconds < deadline {
            _ = try socket.descriptor.wait(for: .readable, within: .milliseconds(50))
            _ = try socket.drain(&batch, limit: 1024) { datagram, _ in
                if case .acknowledgement(let result, number + 1) = ProcessConnectorMessage(datagram) { answer = result }
            }
        }
        guard let answer else { return false }
        guard answer == 0 else {
            let number = ErrorNumber(rawValue: Int32(truncatingIfNeeded: answer))
            throw SystemCallError(call: "subscribe", object: "process connector", number: number)
        }
        return true
    }
}
