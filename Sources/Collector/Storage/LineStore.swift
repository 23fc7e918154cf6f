package import WireProtocol

/// Where lines are kept: SQLite today, another database for fleets later, with the same tests.
///
/// What `append` has returned is on the disk. Reading goes on while writing fails.
package protocol LineStore: Sendable {
    /// Stores the batches in one transaction, each line once by (agent, epoch, sequence), in the order given, and for
    /// each finding about a chain an alert of the collector's own. All of it or, with an error, nothing.
    func append(_ batches: [ReceivedBatch]) async throws(StoreFailure) -> [BatchOutcome]

    /// A page of lines; at most `query.limit`, and at most `query.bytes` unless one line alone is longer.
    func page(_ query: LineQuery) async throws(StoreFailure) -> LinePage

    /// The line of this id, of this agent or of any; the oldest where several have it, so that no later one hides it.
    func line(id: String, agent: String?) async throws(StoreFailure) -> StoredLine?

    /// The position of the newest line; 0 in an empty store.
    func newestPosition() async throws(StoreFailure) -> Int64

    /// All lines in the order of storing, for the walk of `verify`: what is behind `position`, at most `limit`,
    /// and at most `LineQuery.pageBytes` of bytes unless one line alone is longer.
    func walk(after position: Int64, limit: Int) async throws(StoreFailure) -> [WalkedLine]

    /// Each epoch with the head that is written down for it.
    func epochs() async throws(StoreFailure) -> [StoredEpoch]
}

extension LineStore {
    /// The lines of a page, for who goes on until there are none.
    package func lines(_ query: LineQuery) async throws(StoreFailure) -> [StoredLine] { try await page(query).lines }
}

/// A stored line with its columns, for checking one against the other.
package struct WalkedLine: Hashable, Sendable {
    package let position: Int64
    package let epoch: Int64
    package let agent: String
    package let first: Int64
    package let sequence: Int64
    /// The hash written down for it; nil where that is none.
    package let hash: Fingerprint?
    package let projection: LineProjection
    /// nil where the bytes are missing.
    package let bytes: [UInt8]?
}

/// An epoch of an agent, and how far its chain goes.
package struct StoredEpoch: Hashable, Sendable {
    package let number: Int64
    package let agent: String
    package let epoch: String
    package let head: ChainHead
    /// Lines written down as stored.
    package let lines: Int64
    /// The head that the agent signed last, as it is written down; nil when it signed none.
    package let signed: ChainHead?
    /// The heartbeat in which it did, as it came.
    package let signedBytes: [UInt8]?
    /// The agent's newest heartbeat, of this epoch or another.
    package let heartbeat: [UInt8]?
    /// The key that was issued to the agent; nil for the collector itself.
    package let chainKey: [UInt8]?
}

/// The agents that were given certificates, and what they said of themselves.
package protocol AgentRegistry: Sendable {
    func register(_ registration: AgentRegistration) async throws(StoreFailure)
    /// Takes back every certificate of the agent; false when there is none to take back.
    func revoke(_ agent: AgentName, at now: Int64) async throws(StoreFailure) -> Bool
    func standing(agent: AgentName, serial: String) async throws(StoreFailure) -> CertificateStanding
    func chainKey(of agent: AgentName) async throws(StoreFailure) -> [UInt8]?
    func agents() async throws(StoreFailure) -> [AgentRecord]
    /// Keeps the newest heartbeat of an agent; an alert of the collector's own when its head contradicts what is stored.
    func record(_ heartbeat: ReceivedHeartbeat) async throws(StoreFailure) -> HeadStatus
}
