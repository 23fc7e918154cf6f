internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

/// What is served on `stream.sock`, to the relay's user and to root.
///
/// Bounded in what is held for one reader. Reads go to the database by connections of their own, so that nothing here keeps
/// the store's writer waiting.
struct StreamService: ClientService {
    static let name = "stream"
    /// A relay needs two; one is for its successor, and one for a look by root.
    static let slots = ConnectionSlots(total: 4, others: 3, ofOneUser: 3)

    let desk: StreamDesk
    /// The relay's; it may be made after the agent's start.
    let user: String

    func refusal(of connection: borrowing UnixConnection) -> String? {
        let peer = connection.user
        if peer == 0 || peer == Accounts.user(user)?.user { return nil }
        return "the stream is for the user \(user) and for root; you are \(EscapedText.string(Accounts.userName(peer)))"
    }

    func isMember(_ connection: borrowing UnixConnection) -> Bool { false }

    func ending(_ status: ExitStatus, _ words: String) -> [UInt8] { StreamAnswer.end(status, message: words).message }

    func converse(with client: ControlClient) { desk.converse(with: client) }
}
