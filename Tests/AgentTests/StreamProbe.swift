import BehaviourModel
import LinuxKernel
import TestSupport
import WireProtocol

/// A client of `stream.sock` that says exactly what a test wants to say.
final class StreamProbe {
    private let socket: Descriptor
    private var framer = LineFramer(limit: LineFramer.answerLimit)
    private var raw: [UInt8] = []

    init(_ path: String) throws {
        // An agent that hangs up while we speak must not end the test.
        Signal.brokenPipe.ignore()
        guard let socket = try UnixClient.connect(to: path) else { throw AgentFailure("\(path): its queue is full") }
        self.socket = socket
    }

    func send(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            if let count = try socket.write(bytes.span.extracting(done..<bytes.count)) {
                done += count
            } else if try socket.wait(for: .writable, within: .seconds(5)).isEmpty {
                throw AgentFailure("the agent does not read")
            }
        }
    }

    func send(_ request: StreamRequest) throws { try send(request.message) }

    /// The next line; nil at the end of the stream, or when none comes within the time.
    func line(within seconds: Double = 5) throws -> [UInt8]? {
        let end = monotonicSeconds() + seconds
        while true {
            if let index = raw.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(raw[..<index])
                raw.removeFirst(index + 1)
                return line
            }
            guard monotonicSeconds() < end else { return nil }
            guard !(try socket.wait(for: .readable, within: .milliseconds(50))).isEmpty else { continue }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count: Int?
            // An agent that hangs up while we still speak resets the connection: that is its end as well.
            do { count = try socket.read(into: &chunk) } catch { return nil }
            guard let count else { continue }
            if count == 0 { return nil }
            raw += chunk[..<count]
        }
    }

    func answer(within seconds: Double = 5) throws -> StreamAnswer? {
        try line(within: seconds).map { try StreamAnswer(line: $0) }
    }

    /// One whole answer to `read`: its header and lines; nil when nothing waits.
    func read(_ arguments: StreamReadArguments = StreamReadArguments()) throws -> (StreamBatchHeader, [[UInt8]])? {
        try send(.read(arguments))
        guard case .batch(let header)? = try answer() else { return nil }
        var lines: [[UInt8]] = []
        for size in header.sizes {
            guard let line = try line(), line.count == size else { throw AgentFailure("a line is not as announced") }
            lines.append(line)
        }
        guard case .end(.done, nil)? = try answer() else { throw AgentFailure("no end") }
        return (header, lines)
    }

    func acknowledge(_ acknowledgement: StreamAcknowledgement) throws -> ExitStatus? {
        try send(.acknowledge(acknowledgement))
        guard case .end(let status, _)? = try answer() else { return nil }
        return status
    }

    func heartbeat() throws -> JSONObject? {
        try send(.heartbeat)
        guard case .heartbeat(let heartbeat)? = try answer(), case .end? = try answer() else { return nil }
        return heartbeat
    }
}
