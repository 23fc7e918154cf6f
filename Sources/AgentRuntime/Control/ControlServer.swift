internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// Serves `control.sock`: a thread accepts, each connection has a thread of its own, bounded in number.
///
/// Who asks is known from the kernel; what is asked is parsed with limits; whatever a client does, the pipeline only ever
/// hears of whole, allowed requests.
final class ControlServer: Sendable {
    private let desk: ControlDesk
    /// Whose members may read and freeze; nil where the host has no such group.
    private let group: UInt32?
    private let connections = Atomic<Int>(0)
    private static let connectionLimit = 32
    /// A client that does not read for this long is given up.
    static let patience: Duration = .seconds(10)

    init(desk: ControlDesk, group: UInt32?) {
        self.desk = desk
        self.group = group
    }

    func run(_ listener: consuming UnixListener, until stop: EventDescriptor) {
        while !stop.isSignalled {
            do throws(SystemCallError) {
                let ready = try listener.descriptor.wait(for: .readable, within: .milliseconds(250))
                guard !ready.isEmpty, let connection = try listener.accept() else { continue }
                serve(connection, until: stop)
            } catch {
                AgentLog.error("control socket: \(error)")
                _ = try? stop.descriptor.wait(for: .readable, within: .seconds(1))
            }
        }
        // Connections look at the same event; they are given the time of one poll.
        for _ in 0..<20 where connections.load(ordering: .relaxed) > 0 {
            _ = try? listener.descriptor.wait(for: .readable, within: .milliseconds(50))
        }
    }

    private func serve(_ connection: consuming UnixConnection, until stop: EventDescriptor) {
        guard connections.load(ordering: .relaxed) < Self.connectionLimit else {
            var line: [UInt8] = []
            ControlAnswer.end(.refused, message: "\(Self.connectionLimit) clients are connected; try again later")
                .append(to: &line)
            _ = connection.send(line.span, within: .zero)
            return
        }
        connections.add(1, ordering: .relaxed)
        let isMember = group.map { connection.isMember(ofGroup: $0) } ?? false
        let client = ControlClient(connection, isMember: isMember, stop: stop)
        let started = DetachedThread.start(name: "control") { [self] in
            converse(client)
            connections.subtract(1, ordering: .relaxed)
        }
        if !started { connections.subtract(1, ordering: .relaxed) }
    }

    private func converse(_ client: ControlClient) {
        while let line = client.nextLine() {
            let request: ControlRequest
            do throws(ControlError) { request = try ControlRequest(line: line) } catch {
                client.end(error.status, error.description)
                continue
            }
            guard request.requiredPrivilege.isHeld(byUser: client.user, isMember: client.isMember) else {
                let need = request.requiredPrivilege == .root ? "root" : "root or a member of group yagura"
                client.end(.forbidden, "\(request.name.rawValue) needs \(need); you are \(client.userName)")
                continue
            }
            desk.answer(request, to: client)
        }
    }
}
