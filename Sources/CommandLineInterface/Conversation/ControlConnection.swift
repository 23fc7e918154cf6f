internal import LinuxKernel
internal import WireProtocol

/// The client's end of the control socket: one request out, lines of an answer in, all before a deadline.
struct ControlConnection: ~Copyable {
    private let path: String
    private let deadline: ContinuousClock.Instant?
    private let socket: Descriptor
    private let interrupt: Interrupt?
    private var poller: Poller
    private var framer = LineFramer(limit: LineFramer.answerLimit)
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    private static let interruptToken: UInt64 = 1
    /// Between two tries to connect.
    private static let pause = Duration.milliseconds(50)

    private init(
        path: String, deadline: ContinuousClock.Instant?, interrupt: Interrupt?, socket: consuming Descriptor,
        poller: consuming Poller
    ) {
        self.path = path
        self.deadline = deadline
        self.interrupt = interrupt
        self.socket = socket
        self.poller = poller
    }

    /// - Parameters:
    ///   - waitsForAgent: try again until the deadline while nobody listens.
    ///   - interrupt: tells the agent that nothing more is wanted; its last words are still read.
    static func open(
        path: String, deadline: ContinuousClock.Instant?, waitsForAgent: Bool, interrupt: Interrupt?
    ) throws(CommandFailure) -> ControlConnection {
        let socket = try connect(path, deadline, waitsForAgent)
        let poller = try poller(over: socket, interrupt)
        return ControlConnection(
            path: path, deadline: deadline, interrupt: interrupt, socket: socket, poller: poller)
    }

    mutating func send(_ bytes: [UInt8]) throws(CommandFailure) {
        var done = 0
        while done < bytes.count {
            let left = Self.left(until: deadline)
            let written: Int?
            do throws(SystemCallError) {
                written = try socket.write(bytes.span.extracting(done..<bytes.count))
                if written == nil, try socket.wait(for: .writable, within: left).isEmpty { throw timeUp }
            } catch {
                throw broken(error)
            }
            done += written ?? 0
        }
    }

    /// Says that nothing more is wanted; the agent's last words can still be read.
    func finish() { socket.finishWriting() }

    /// The next line of the answer.
    mutating func nextLine() throws(CommandFailure) -> [UInt8] {
        while true {
            switch framer.next() {
            case .line(let line): return line
            case .tooLong(let limit):
                throw CommandFailure(
                    .failed, "the agent's answer has a line longer than \(limit) bytes; ask for less at once")
            case nil: try readMore()
            }
        }
    }

    private mutating func readMore() throws(CommandFailure) {
        let left = Self.left(until: deadline)
        var count: Int?
        do throws(SystemCallError) {
            var isInterrupted = false
            let isReady = try poller.wait(within: left) { token, _ in
                if token == Self.interruptToken { isInterrupted = true }
            }
            if isInterrupted, try interrupt?.signal.next() != nil { socket.finishWriting() }
            // A signal of no interest may have ended the wait early: only the clock says that the time is up.
            if !isReady, let left = Self.left(until: deadline), left <= .zero { throw timeUp }
            count = try socket.read(into: &buffer)
        } catch {
            throw broken(error)
        }
        guard let count else { return }
        guard count > 0 else {
            throw CommandFailure(
                .unreachable,
                "the agent closed the connection before the end of its answer; has it stopped? \(Self.advice)")
        }
        framer.append(Array(buffer.prefix(count)))
    }

    private var timeUp: SystemCallError { SystemCallError(call: "poll", object: path, number: .timedOut) }

    private func broken(_ error: SystemCallError) -> CommandFailure {
        if error.number == .timedOut {
            return CommandFailure(.timedOut, "the time was up before the agent at \(path) had answered")
        }
        return CommandFailure(.unreachable, "the connection to the agent broke: \(error); \(Self.advice)")
    }
}

extension ControlConnection {
    private static let advice = "see: systemctl status yagura-agent"

    private static func connect(
        _ path: String, _ deadline: ContinuousClock.Instant?, _ waitsForAgent: Bool
    ) throws(CommandFailure) -> Descriptor {
        while true {
            var failure: SystemCallError?
            do throws(SystemCallError) {
                if let socket = try UnixClient.connect(to: path) { return socket }
            } catch {
                guard waitsForAgent, error.number == .noEntry || error.number == .connectionRefused else {
                    throw refused(error)
                }
                failure = error
            }
            guard let left = left(until: deadline) else { try rest(); continue }
            guard left > .zero else {
                let reason = failure.map { "\($0)" } ?? "connect \(path): its queue of connections is full"
                throw CommandFailure(.timedOut, "the agent cannot be reached in time: \(reason); \(advice)")
            }
            try rest()
        }
    }

    private static func poller(
        over socket: borrowing Descriptor, _ interrupt: Interrupt?
    ) throws(CommandFailure) -> Poller {
        do throws(SystemCallError) {
            let poller = try Poller()
            try poller.add(socket, token: 0)
            if let interrupt { try poller.add(interrupt.signal.descriptor, token: interruptToken) }
            return poller
        } catch {
            throw CommandFailure(.failed, "cannot wait for the agent: \(error)")
        }
    }

    private static func refused(_ error: SystemCallError) -> CommandFailure {
        if error.isRefused {
            return CommandFailure(
                .forbidden, "may not talk to the agent: \(error); become a member of group yagura, or use sudo")
        }
        return CommandFailure(
            .unreachable,
            "cannot reach the agent: \(error); does it run? \(advice); another socket is named by --socket or YAGURA_SOCKET"
        )
    }

    private static func rest() throws(CommandFailure) {
        do throws(SystemCallError) {
            let never = try EventDescriptor()
            _ = try never.descriptor.wait(for: .readable, within: pause)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    private static func left(until deadline: ContinuousClock.Instant?) -> Duration? {
        deadline.map { ContinuousClock.now.duration(to: $0) }
    }
}

/// Takes SIGINT (Ctrl-C) as a wish instead of an end. Make it before the request is sent.
final class Interrupt: Sendable {
    let signal: SignalDescriptor

    init() throws(CommandFailure) {
        do throws(SystemCallError) {
            signal = try SignalDescriptor([.interrupt])
        } catch {
            throw CommandFailure(.failed, "cannot take signals: \(error)")
        }
    }
}
