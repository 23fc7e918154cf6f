internal import BehaviourModel
package import WireProtocol

/// One line as a relay sent it, read as far as the store and the chain need.
package struct ReceivedLine: Hashable, Sendable {
    /// As it came: this is what is stored, hashed and shown.
    package let bytes: [UInt8]
    package let link: ChainLink
    package let projection: LineProjection

    package init(bytes: [UInt8], link: ChainLink, projection: LineProjection) {
        self.bytes = bytes
        self.link = link
        self.projection = projection
    }

    /// Its place in the epoch: of a tombstone the last line that it stands for.
    package var sequence: Int64 { link.sequences.upperBound }
}

/// The lines of one request: one agent, one epoch.
package struct ReceivedBatch: Hashable, Sendable {
    package let agent: AgentName
    package let epoch: String
    /// Of the certificate they came by, in hexadecimal.
    package let serial: String
    /// Never empty.
    package let lines: [ReceivedLine]
    /// Unix nanoseconds.
    package let received: Int64

    package init(agent: AgentName, epoch: String, serial: String, lines: [ReceivedLine], received: Int64) {
        self.agent = agent
        self.epoch = epoch
        self.serial = serial
        self.lines = lines
        self.received = received
    }
}

/// What became of a batch, once it is on the disk.
package struct BatchOutcome: Hashable, Sendable {
    package var accepted = 0
    /// Lines that were there already, and ones that claim the place of another.
    package var duplicate = 0
    /// The last line of the batch.
    package var through: Int64 = 0
    /// Bytes that the batch costs beside its lines: combinations of workload, kind and severity that were not met before.
    package var facetBytes = 0
    /// What is wrong with the chain.
    package var findings: [ChainFinding] = []

    package init() {}
}
