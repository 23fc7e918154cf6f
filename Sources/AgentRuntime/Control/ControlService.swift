internal import LinuxKernel
internal import WireProtocol

/// What is served on `control.sock`: whatever a client does, the pipeline only ever hears of whole, allowed requests.
struct ControlService: ClientService {
    static let name = "control"
    /// Half of the unit's TasksMax, as each connection has a thread.
    static let slots = ConnectionSlots(total: 32, others: 24, ofOneUser: 8)

    /// A client that asks for nothing for this long is let go: its place is for others.
    private static let idleLimit: Duration = .seconds(60)

    let desk: ControlDesk
    /// Whose members may read and freeze; nil where the host has no such group.
    let group: UInt32?

    /// Everybody who can open the socket: what is asked decides.
    func refusal(of connection: borrowing UnixConnection) -> String? { nil }

    func isMember(_ connection: borrowing UnixConnection) -> Bool {
        group.map { connection.isMember(ofGroup: $0) } ?? false
    }

    func ending(_ status: ExitStatus, _ words: String) -> [UInt8] {
        var line: [UInt8] = []
        ControlAnswer.end(status, message: words).append(to: &line)
        return line
    }

    func converse(with client: ControlClient) {
        while let line = client.nextLine(within: Self.idleLimit) {
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
