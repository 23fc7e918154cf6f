internal import WireProtocol

/// What is known of one agent.
package struct AgentRecord: Hashable, Sendable {
    package var agent: String
    /// Unix nanoseconds; nil for the collector itself.
    package var registered: Int64?
    package var revoked: Int64?
    /// The latest end of its certificates.
    package var certificateExpires: Int64?
    /// Its newest heartbeat, as it came, and when.
    package var heartbeat: [UInt8]?
    package var heartbeatReceived: Int64?
    /// How the head that it signed compares with what is stored.
    package var head: HeadStatus
    package var lines: Int64
    package var lastLine: Int64?
    package var findings: Int64
    /// The epoch of its newest line.
    package var epoch: String?
}

/// How the head in a heartbeat compares with what is stored.
package enum HeadStatus: String, Hashable, Sendable {
    /// No heartbeat yet.
    case none
    /// Signed, and equal to what is stored.
    case ok
    /// Signed; lines up to it are still to come.
    case behind
    /// The signature is wrong, or missing where the agent had signed before, or what is stored differs.
    case wrong
    /// Signed, and not newer than what was signed before: it comes from a copy, and changes nothing. Never stored.
    case old
    /// The agent signs nothing.
    case unsigned
}

/// What `issue` writes down.
package struct AgentRegistration: Sendable {
    package let agent: AgentName
    package let serial: String
    package let fingerprint: String
    /// Unix nanoseconds, as all moments here.
    package let issued: Int64
    package let expires: Int64
    /// 32 bytes of Ed25519.
    package let chainKey: [UInt8]

    package init(
        agent: AgentName, serial: String, fingerprint: String, issued: Int64, expires: Int64, chainKey: [UInt8]
    ) {
        self.agent = agent
        self.serial = serial
        self.fingerprint = fingerprint
        self.issued = issued
        self.expires = expires
        self.chainKey = chainKey
    }

    /// By what people compare a chain key: the first 16 hexadecimal digits of its SHA-256.
    static func print(ofChainKey key: [UInt8]) -> String { String(Fingerprint(of: key).hexadecimal.prefix(16)) }
}

/// Whether a certificate may still be used.
package enum CertificateStanding: Hashable, Sendable {
    /// Issued here for this agent, and good.
    case good
    case revoked
    /// Signed by the authority, but not written down: not issued by this collector.
    case unknown
}
