internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// Serves one Unix socket: a thread accepts, each connection has a thread of its own, bounded in number for each user.
///
/// Who asks is known from the kernel. A client that does not read is given up.
final class SocketServer<Service: ClientService>: Sendable {
    private let service: Service
    private let slots: Mutex<ConnectionSlots>

    init(_ service: Service) {
        self.service = service
        slots = Mutex(Service.slots)
    }

    func run(_ listener: consuming UnixListener, until stop: EventDescriptor) {
        while !stop.isSignalled {
            do throws(SystemCallError) {
                let ready = try listener.descriptor.wait(for: .readable, within: .milliseconds(250))
                guard !ready.isEmpty, let connection = try listener.accept() else { continue }
                serve(connection, until: stop)
            } catch {
                AgentLog.error("\(Service.name) socket: \(error)")
                _ = try? stop.descriptor.wait(for: .readable, within: .seconds(1))
            }
        }
        // Connections look at the same event; they are given the time of one poll.
        for _ in 0..<20 where slots.withLock(\.count) > 0 {
            _ = try? listener.descriptor.wait(for: .readable, within: .milliseconds(50))
        }
    }

    private func serve(_ connection: consuming UnixConnection, until stop: EventDescriptor) {
        if let words = service.refusal(of: connection) { return turnAway(connection, .forbidden, words) }
        let user = connection.user
        if let words = slots.withLock({ $0.take(user) }) { return turnAway(connection, .refused, words) }
        let client = ControlClient(connection, isMember: service.isMember(connection), stop: stop)
        let started = DetachedThread.start(name: Service.name) { [self] in
            service.converse(with: client)
            slots.withLock { $0.giveBack(user) }
        }
        if !started { slots.withLock { $0.giveBack(user) } }
    }

    private func turnAway(_ connection: borrowing UnixConnection, _ status: ExitStatus, _ words: String) {
        _ = connection.send(service.ending(status, words).span, within: .zero)
    }
}
