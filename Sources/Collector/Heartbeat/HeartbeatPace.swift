internal import Synchronization

/// How often one agent may send a heartbeat: each is a transaction of its own. Agents send one in ten seconds.
final class HeartbeatPace: Sendable {
    /// Heartbeats that may come at once, and how many seconds one more takes.
    static let burst = 20.0
    static let seconds = 1.0

    private struct Account {
        var left: Double
        var at: ContinuousClock.Instant
    }

    private let accounts = Mutex<[AgentName: Account]>([:])

    func admits(_ agent: AgentName, now: ContinuousClock.Instant = .now) -> Bool {
        accounts.withLock { accounts in
            var account = accounts[agent] ?? Account(left: Self.burst, at: now)
            let passed = (now - account.at) / .seconds(Self.seconds)
            account.left = min(Self.burst, account.left + max(0, passed))
            account.at = now
            defer { accounts[agent] = account }
            guard account.left >= 1 else { return false }
            account.left -= 1
            return true
        }
    }
}
