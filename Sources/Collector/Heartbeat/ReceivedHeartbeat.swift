package import WireProtocol

/// A heartbeat as it came, with what the store needs of it.
package struct ReceivedHeartbeat: Hashable, Sendable {
    package enum Signature: Hashable, Sendable {
        case missing
        case wrong
        case right
    }

    package let agent: AgentName
    package let epoch: String
    /// The agent's wall time, Unix nanoseconds.
    package let time: Int64
    /// Of which boot of the agent's host, and how long after its begin, in nanoseconds: what time cannot be set back.
    package let bootID: String
    package let bootNanoseconds: Int64
    package let head: ChainHead
    package let signature: Signature
    package let bytes: [UInt8]
    /// The collector's wall time, Unix nanoseconds.
    package let received: Int64

    package init(
        agent: AgentName, epoch: String, time: Int64, bootID: String, bootNanoseconds: Int64, head: ChainHead,
        signature: Signature, bytes: [UInt8], received: Int64
    ) {
        self.agent = agent
        self.epoch = epoch
        self.time = time
        self.bootID = bootID
        self.bootNanoseconds = bootNanoseconds
        self.head = head
        self.signature = signature
        self.bytes = bytes
        self.received = received
    }
}
