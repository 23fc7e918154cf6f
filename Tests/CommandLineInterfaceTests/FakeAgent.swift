import BehaviourModel
import Glibc
import Synchronization
import WireProtocol

/// An agent that answers each request with the same lines, on a real Unix socket of its own.
final class FakeAgent: Sendable {
    let path: String
    private let listener: Int32
    private let heard = Mutex<[ControlRequest]>([])

    /// What happens after the lines.
    enum Ending: Sendable {
        case close
        /// Reads until the client says that it will write no more, then sends these lines.
        case afterClientFinished([ControlAnswer])
        /// Says nothing more, for this long.
        case silence(seconds: Double)
    }

    init(_ lines: [[UInt8]], then ending: Ending = .close, delay: Double = 0) throws {
        path = "/tmp/yagura-fake-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        if delay == 0 {
            listener = try Self.listen(path)
        } else {
            listener = -1
        }
        let path = path
        let state = Service(lines: lines, ending: ending)
        let ready = listener
        Self.thread { [weak self] in
            usleep(UInt32(delay * 1_000_000))  // an agent that comes up late: the delay is what is tried
            guard let socket = ready >= 0 ? ready : try? Self.listen(path) else { return }
            let peer = accept(socket, nil, nil)
            if peer >= 0 {
                self?.serve(peer, state)
                close(peer)
            }
            close(socket)
        }
    }

    convenience init(_ answers: [ControlAnswer], then ending: Ending = .close, delay: Double = 0) throws {
        try self.init(answers.map(Self.line), then: ending, delay: delay)
    }

    deinit { unlink(path) }

    var requests: [ControlRequest] { heard.withLock { $0 } }

    static func line(_ answer: ControlAnswer) -> [UInt8] {
        var bytes: [UInt8] = []
        answer.append(to: &bytes)
        return bytes
    }

    private struct Service: Sendable {
        let lines: [[UInt8]]
        let ending: Ending
    }

    private func serve(_ peer: Int32, _ service: Service) {
        var framer = LineFramer(limit: LineFramer.requestLimit)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(peer, &buffer, buffer.count)
            guard count > 0 else { return }
            framer.append(Array(buffer.prefix(count)))
            guard case .line(let line) = framer.next() else { continue }
            if let request = try? ControlRequest(line: line) { heard.withLock { $0.append(request) } }
            break
        }
        for line in service.lines { Self.send(line, to: peer) }
        switch service.ending {
        case .close: break
        case .silence(let seconds): usleep(UInt32(seconds * 1_000_000))  // an agent that hangs is what is tried
        case .afterClientFinished(let answers):
            while read(peer, &buffer, buffer.count) > 0 {}
            for answer in answers { Self.send(Self.line(answer), to: peer) }
        }
    }

    private static func send(_ bytes: [UInt8], to peer: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Without MSG_NOSIGNAL a client that has left would end this process.
            let count = rest.withUnsafeBytes { Glibc.send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func listen(_ path: String) throws -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, Glibc.listen(socket, 8) == 0 else { throw Failure(text: "cannot listen at \(path)") }
        return socket
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(body)).toOpaque()
        pthread_create(
            &thread, nil,
            {
                if let start = $0 { Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body() }
                return nil
            }, start)
        pthread_detach(thread)
    }

    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    struct Failure: Error { let text: String }
}
