internal import Glibc

/// Requests to the kernel's audit: settings and rules, on a socket of its own so that records never come between.
///
/// Needs CAP_AUDIT_CONTROL in the initial user namespace.
package struct AuditControl: ~Copyable, Sendable {
    private let socket: NetlinkSocket
    private var batch = DatagramBatch(count: 16, slot: 9216)
    private var sequence: UInt32 = 0
    /// The status that was asked for and has not come: its request's number, and when.
    private var asked: (sequence: UInt32, at: UInt64)?
    private var arrived: AuditStatus?

    package init() throws(SystemCallError) {
        let socket = try NetlinkSocket(.audit)
        // A list of some thousand rules arrives faster than it is read.
        try socket.setReceiveBuffer(4 << 20)
        self.socket = socket
    }

    package mutating func status() throws(SystemCallError) -> AuditStatus {
        var status: AuditStatus?
        _ = try request(AuditMessageType.getStatus, [], "status", expecting: .reply) { status = AuditStatus($0) }
        guard let status else { throw SystemCallError(call: "audit", object: "status", number: .badMessage) }
        return status
    }

    /// Asks for the status and goes on: the kernel makes a thread for its answer, which may wait long for its turn. Asks
    /// nothing while an answer is still expected.
    package mutating func askStatus() throws(SystemCallError) {
        let now = KernelClock.monotonicNanoseconds
        if let asked {
            guard now >= asked.at &+ Self.patienceNanoseconds else { return }
            self.asked = nil
            throw SystemCallError(call: "audit", object: "status", number: .timedOut)
        }
        sequence &+= 1
        try socket.send(
            type: AuditMessageType.getStatus, flags: NetlinkSocket.requestFlag, sequence: sequence, [UInt8]().span)
        asked = (sequence, now)
    }

    package var isStatusAsked: Bool { asked != nil }

    /// The status that was asked for, once, when it has come.
    package mutating func takeStatus() throws(SystemCallError) -> AuditStatus? {
        if let asked, arrived == nil {
            var answer: Answered?
            _ = try socket.drain(&batch, limit: 64) { datagram, _ in
                answer = Answered(datagram, to: asked.sequence) ?? answer
            }
            note(answer)
            if case .refused(let number) = answer {
                self.asked = nil
                throw SystemCallError(call: "audit", object: "status", number: number)
            }
        }
        defer { arrived = nil }
        return arrived
    }

    /// What came for a status that was asked for.
    private enum Answered {
        case status(AuditStatus)
        case refused(ErrorNumber)

        init?(_ datagram: Span<UInt8>, to sequence: UInt32) {
            guard let kind = datagram.uint16(at: 4), datagram.uint32(at: 8) == sequence else { return nil }
            if kind == NetlinkSocket.errorType, let result = datagram.int32(at: NetlinkSocket.headerSize), result < 0 {
                self = .refused(ErrorNumber(rawValue: 0 &- result))
            } else if kind == AuditMessageType.getStatus,
                let status = AuditStatus(datagram.extracting(NetlinkSocket.headerSize...))
            {
                self = .status(status)
            } else {
                return nil
            }
        }
    }

    private mutating func note(_ answer: Answered?) {
        guard case .status(let status) = answer else { return }
        arrived = status
        asked = nil
    }

    package mutating func setEnabled(_ enabled: UInt32) throws(SystemCallError) {
        try set(.enabled, enabled, "enabled \(enabled)")
    }

    package mutating func setBacklogLimit(_ records: UInt32) throws(SystemCallError) {
        try set(.backlogLimit, records, "backlog_limit \(records)")
    }

    /// In jiffies; 0 lets no process ever wait for the reader.
    package mutating func setBacklogWait(ticks: UInt32) throws(SystemCallError) {
        try set(.backlogWaitTicks, ticks, "backlog_wait_time \(ticks)")
    }

    /// Takes the counter of lost records: its value before it was set to 0.
    @discardableResult
    package mutating func resetLost() throws(SystemCallError) -> UInt32 {
        UInt32(clamping: try set(.lost, 0, "lost 0"))
    }

    /// The rules of every list, in the kernel's order.
    package mutating func rules() throws(SystemCallError) -> [AuditRule] {
        var rules: [AuditRule] = []
        _ = try request(AuditMessageType.listRules, [], "list rules", expecting: .list) { payload in
            if let rule = AuditRule(payload) { rules.append(rule) }
        }
        return rules
    }

    /// Adds a rule at the end of its list, or before all others; false when the kernel has it already.
    @discardableResult
    package mutating func add(_ rule: AuditRule, isFirst: Bool = false) throws(SystemCallError) -> Bool {
        try change(AuditMessageType.addRule, rule.encoded(isFirst: isFirst), "add rule \(rule)", not: .exists)
    }

    /// Deletes exactly this rule; false when the kernel has none like it.
    @discardableResult
    package mutating func delete(_ rule: AuditRule) throws(SystemCallError) -> Bool {
        try change(AuditMessageType.deleteRule, rule.encoded(isFirst: false), "delete rule \(rule)", not: .noEntry)
    }

    private mutating func change(
        _ type: UInt16, _ payload: [UInt8], _ object: String, not ordinary: ErrorNumber
    ) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            _ = try request(type, payload, object, expecting: .acknowledgement) { _ in }
            return true
        } catch {
            if error.number == ordinary { return false }
            throw error
        }
    }

    @discardableResult
    private mutating func set(
        _ setting: AuditSetting, _ value: UInt32, _ object: String
    ) throws(SystemCallError) -> Int32 {
        let payload = setting.payload(value)
        return try request(AuditMessageType.setStatus, payload, object, expecting: .acknowledgement) { _ in }
    }

    private enum Answer { case acknowledgement, reply, list }

    /// Sends one request and gives the replies to `body` until the answer is complete; what the kernel acknowledged.
    private mutating func request(
        _ type: UInt16, _ payload: [UInt8], _ object: String, expecting answer: Answer,
        _ body: (Span<UInt8>) -> Void
    ) throws(SystemCallError) -> Int32 {
        sequence &+= 1
        let (wanted, name) = (sequence, "audit")
        let flags = NetlinkSocket.requestFlag | (answer == .acknowledgement ? NetlinkSocket.acknowledgeFlag : 0)
        try socket.send(type: type, flags: flags, sequence: wanted, payload.span)

        var acknowledged: Int32?
        var isComplete = false
        var isBroken = false
        let expected = asked?.sequence
        var between: Answered?
        defer { note(between) }
        let deadline = KernelClock.monotonicNanoseconds &+ Self.patienceNanoseconds
        while !isComplete {
            guard KernelClock.monotonicNanoseconds < deadline else {
                throw SystemCallError(call: name, object: object, number: .timedOut)
            }
            _ = try socket.descriptor.wait(for: .readable, within: .milliseconds(200))
            let outcome = try socket.drain(&batch, limit: 4096) { datagram, isTruncated in
                if let expected { between = Answered(datagram, to: expected) ?? between }
                guard let kind = datagram.uint16(at: 4), datagram.uint32(at: 8) == wanted else { return }
                switch kind {
                case NetlinkSocket.errorType:
                    acknowledged = datagram.int32(at: NetlinkSocket.headerSize)
                    // An error ends every request; a plain acknowledgement only the one that asked for it.
                    if answer == .acknowledgement || (acknowledged ?? 0) < 0 { isComplete = true }
                case NetlinkSocket.doneType:
                    isComplete = true
                case type:
                    isBroken = isBroken || isTruncated
                    body(datagram.extracting(NetlinkSocket.headerSize...))
                    if answer == .reply { isComplete = true }
                default: break
                }
            }
            if outcome.losses > 0 { isBroken = true }
            // The list's end may be among what was lost.
            if isBroken { break }
        }
        if let acknowledged, acknowledged < 0 {
            throw SystemCallError(call: name, object: object, number: ErrorNumber(rawValue: 0 &- acknowledged))
        }
        if isBroken { throw SystemCallError(call: name, object: object, number: .noBufferSpace) }
        return acknowledged ?? 0
    }

    private static let patienceNanoseconds: UInt64 = 5_000_000_000
}
