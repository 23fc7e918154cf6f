internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

/// One connected client: lines in, answers out. It belongs to its connection's thread alone.
final class ControlClient {
    /// A client that does not read for this long is given up.
    private static let patience: Duration = .seconds(10)

    private let connection: UnixConnection
    private var framer = LineFramer(limit: LineFramer.requestLimit)
    private var buffer = [UInt8](repeating: 0, count: 16_384)
    private let stop: EventDescriptor
    let isMember: Bool
    /// Nothing can be written any more.
    private(set) var isGone = false
    /// The client has said all it will say; it may still read.
    private var isDone = false

    init(_ connection: consuming UnixConnection, isMember: Bool, stop: EventDescriptor) {
        self.connection = connection
        self.isMember = isMember
        self.stop = stop
    }

    var user: UInt32 { connection.user }
    var pid: Int32 { connection.pid }
    var userName: String { EscapedText.string(Accounts.userName(connection.user)) }
    var isStopping: Bool { stop.isSignalled }

    /// The next request; nil when the client has gone, has sent no whole one within `limit`, or the agent stops.
    func nextLine(within limit: Duration? = nil) -> [UInt8]? {
        let start = KernelClock.monotonicNanoseconds
        while !isGone, !isDone, !isStopping {
            switch framer.next() {
            case .line(let line): return line
            case .tooLong:
                end(.usage, "a request is one line of at most 64 KiB")
                return nil
            case nil:
                let idle = KernelClock.monotonicNanoseconds &- start
                if let limit, .nanoseconds(Int64(clamping: idle)) >= limit { return nil }
                read(within: .milliseconds(500))
            }
        }
        return nil
    }

    /// Whether the client has hung up; looks without waiting.
    func hasHungUp() -> Bool {
        read(within: .zero)
        return isGone || isDone
    }

    /// The same, and waits for it.
    func waitForHangUp(within limit: Duration) -> Bool {
        read(within: max(.zero, limit))
        return isGone || isDone
    }

    /// Whether the client has sent a further request while it is being answered; that one is dropped.
    func hasSpoken() -> Bool { framer.next() != nil }

    func item(_ value: JSONValue) { send(.item(value)) }
    func progress(_ value: JSONValue) { send(.progress(value)) }
    func end(_ status: ExitStatus, _ message: String? = nil) { send(.end(status, message: message)) }

    /// Bytes as they are.
    func write(_ bytes: [UInt8]) {
        guard !isGone else { return }
        if !connection.send(bytes.span, within: Self.patience) { isGone = true }
    }

    private func send(_ answer: ControlAnswer) {
        var line: [UInt8] = []
        answer.append(to: &line)
        write(line)
    }

    private func read(within limit: Duration) {
        do throws(SystemCallError) {
            guard !(try connection.descriptor.wait(for: .readable, within: limit)).isEmpty else { return }
            guard let count = try connection.descriptor.read(into: &buffer) else { return }
            if count == 0 { isDone = true } else { framer.append(Array(buffer[..<count])) }
        } catch {
            isGone = true
        }
    }
}
