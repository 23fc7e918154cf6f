/// Something about an agent that the collector tells once when it begins and once when it ends.
package struct AgentCondition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No heartbeat has come for the configured time.
        case silent
        /// The agent has sent more than its share of a day; what it sends is not taken until there is room in the share.
        case overShare = "over_share"
    }

    package let kind: Kind
    package let agent: String
    /// Unix nanoseconds; of a silence the last heartbeat.
    package let since: Int64
    /// The id of the collector's alert about it; empty before it was told.
    package var alert = ""

    package init(_ kind: Kind, agent: String, since: Int64, alert: String = "") {
        self.kind = kind
        self.agent = agent
        self.since = since
        self.alert = alert
    }
}

extension AgentCondition {
    /// There is one of each kind for an agent at a time.
    struct Name: Hashable {
        let kind: Kind
        let agent: String
    }

    /// One spell of it.
    struct Spell: Hashable {
        let name: Name
        let since: Int64
    }

    var name: Name { Name(kind: kind, agent: agent) }
    var spell: Spell { Spell(name: name, since: since) }
}

/// An agent as the watch looks at it.
package struct WatchedAgent: Hashable, Sendable {
    package let agent: String
    /// The last heartbeat, Unix nanoseconds; nil before the first.
    package let heartbeat: Int64?
    /// Whether every certificate was taken back.
    package let isRevoked: Bool

    package init(agent: String, heartbeat: Int64?, isRevoked: Bool) {
        self.agent = agent
        self.heartbeat = heartbeat
        self.isRevoked = isRevoked
    }
}

/// What one agent has sent, as it is written down.
package struct StoredShare: Hashable, Sendable {
    package let agent: String
    package let used: Int64
    /// Unix nanoseconds.
    package let at: Int64

    package init(agent: String, used: Int64, at: Int64) {
        self.agent = agent
        self.used = used
        self.at = at
    }
}

/// What the watch reads and writes.
package protocol WatchStore: Sendable {
    func watchedAgents() async throws(StoreFailure) -> [WatchedAgent]
    func conditions() async throws(StoreFailure) -> [AgentCondition]
    /// Writes conditions down or takes them back, each with an alert of kind `health`, in one transaction; false when there was
    /// nothing to tell: those begun were told already, and those ended were not.
    func tell(begun: [AgentCondition], ended: [AgentCondition], now: Int64) async throws(StoreFailure) -> Bool
    func shares() async throws(StoreFailure) -> [StoredShare]
    func keep(_ shares: [StoredShare]) async throws(StoreFailure)
    /// Whether lines of this epoch were stored before.
    func knows(epoch: String, of agent: AgentName) async throws(StoreFailure) -> Bool
}
