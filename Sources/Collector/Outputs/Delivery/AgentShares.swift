/// What one agent may take of an output's budget: three quarters, so that no host, however it floods, mutes all others.
/// What the collector finds about an agent counts as its own: who has its certificate can make findings without end.
///
/// Not written down: a restart gives each agent its share again, and the bucket itself is written down.
struct AgentShares {
    private let size: Int64
    private let period: Int64
    private var shares: [String: NotificationBudget] = [:]

    /// Agents that are remembered; beyond it those whose share is full again are forgotten, and then all.
    private static let limit = 10_000

    /// - Parameters:
    ///   - size: of the whole budget.
    ///   - period: in which it refills, in nanoseconds.
    init(of size: Int64, period: Int64) {
        self.size = Swift.max(1, size - size / 4)
        self.period = period
    }

    mutating func take(_ agent: String, isCritical: Bool, now: Int64) -> Bool {
        if shares.count >= Self.limit { shares = shares.filter { $0.value.milliTokens < size * 1_000 } }
        if shares.count >= Self.limit { shares = [:] }
        return shares[agent, default: NotificationBudget(size: size, period: period, now: now)]
            .take(isCritical: isCritical, now: now)
    }
}
