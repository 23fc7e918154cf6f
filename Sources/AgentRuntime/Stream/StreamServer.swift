internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// Serves `stream.sock` to the relay's user and to root: a thread accepts, each connection has a thread of its own.
///
/// Bounded in connections, in the length of a request, and in what is held for one reader; a reader that does not read is
/// given up. Reads go to the database by connections of their own, so that nothing here keeps the store's writer waiting.
final class StreamServer: Sendable {
    private let desk: StreamDesk
    private let user: String
    private let connections = Atomic<Int>(0)
    /// A relay needs two; the rest is for its successor and for a look by root.
    private static let connectionLimit = 4

    /// - Parameter user: the relay's; it may be made after the agent's start.
    init(desk: StreamDesk, user: String) {
        self.desk = desk
        self.user = user
    }

    func run(_ listener: consuming UnixListener, until stop: EventDescriptor) {
        while !stop.isSignalled {
            do throws(SystemCallError) {
                let ready = try listener.descriptor.wait(for: .readable, within: .milliseconds(250))
                guard !ready.isEmpty, let connection = try listener.accept() else { continue }
                serve(connection, until: stop)
            } catch {
                AgentLog.error("stream socket: \(error)")
                _ = try? stop.descriptor.wait(for: .readable, within: .seconds(1))
            }
        }
        // Connections look at the same event; they are given the time of one poll.
        for _ in 0..<20 where connections.load(ordering: .relaxed) > 0 {
            _ = try? listener.descriptor.wait(for: .readable, within: .milliseconds(50))
        }
    }

    private func serve(_ connection: consuming UnixConnection, until stop: EventDescriptor) {
        let peer = connection.user
        guard peer == 0 || peer == Accounts.user(user)?.user else {
            let name = EscapedText.string(Accounts.userName(peer))
            return refuse(connection, .forbidden, "the stream is for the user \(user) and for root; you are \(name)")
        }
        guard connections.load(ordering: .relaxed) < Self.connectionLimit else {
            return refuse(connection, .refused, "\(Self.connectionLimit) clients are connected; try again later")
        }
        connections.add(1, ordering: .relaxed)
        let client = ControlClient(connection, isMember: false, stop: stop)
        let started = DetachedThread.start(name: "stream") { [self] in
            desk.converse(with: client)
            connections.subtract(1, ordering: .relaxed)
        }
        if !started { connections.subtract(1, ordering: .relaxed) }
    }

    private func refuse(_ connection: borrowing UnixConnection, _ status: ExitStatus, _ words: String) {
        _ = connection.send(StreamAnswer.end(status, message: words).message.span, within: .zero)
    }
}
