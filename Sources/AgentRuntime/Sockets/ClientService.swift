internal import LinuxKernel
internal import WireProtocol

/// What is served on one Unix socket: to whom, to how many, and what is said.
protocol ClientService: Sendable {
    /// Names threads, and the socket in the log.
    static var name: String { get }
    /// The places there are, all free.
    static var slots: ConnectionSlots { get }

    /// Why this client is not let in; nil when it is.
    func refusal(of connection: borrowing UnixConnection) -> String?
    /// Whether the client is of the group that may read and freeze.
    func isMember(_ connection: borrowing UnixConnection) -> Bool
    /// The message that turns a client away.
    func ending(_ status: ExitStatus, _ words: String) -> [UInt8]
    /// Answers until the client has gone; on the connection's own thread.
    func converse(with client: ControlClient)
}
