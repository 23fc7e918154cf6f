internal import Synchronization

/// What one agent may make the collector keep: bytes a day, and new epochs an hour. What is used flows back all the time, so an
/// agent over its share is slowed down, never shut out.
package final class AgentShare: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Bytes of a day.
        package var daily: Int64
        /// New epochs of an hour.
        package var epochs: Int

        package init(daily: Int64, epochs: Int) {
            self.daily = max(1, daily)
            self.epochs = max(1, epochs)
        }
    }

    private struct Account {
        /// Bytes that count now.
        var used = 0.0
        var epochs = 0.0
        /// Of a clock that nobody sets.
        var at: ContinuousClock.Instant
        /// Epochs that are stored, the latest last.
        var known: [String] = []
        var isChanged = false
        /// Something was refused, and there was not room again since.
        var isOver = false
    }

    /// What a line costs beside its bytes, and an alert of the collector's own about it.
    package static let lineBytes = 512
    package static let findingBytes = 2_048
    /// A full share is told to be over until a twentieth of it is free.
    private static let enough = 0.95
    private static let known = 16
    /// The longest pause that relays keep to.
    private static let longestWait = 3_600.0

    private let limits: Limits
    private let accounts = Mutex<[String: Account]>([:])

    package init(limits: Limits) { self.limits = limits }

    /// Seconds to wait; nil when there is room.
    package func wait(_ agent: AgentName, now: ContinuousClock.Instant = .now) -> Int? {
        change(agent.text, now) { account in
            guard account.used >= Double(limits.daily) else { return nil }
            account.isOver = true
            let seconds = (account.used - Double(limits.daily)) / Double(limits.daily) * 86_400
            return Int(min(max(seconds.rounded(.up), 1), Self.longestWait))
        }
    }

    /// Counts what was stored.
    package func take(
        _ agent: AgentName, lines: Int, bytes: Int, findings: Int, now: ContinuousClock.Instant = .now
    ) {
        change(agent.text, now) { account in
            account.used +=
                Double(bytes) + Double(lines) * Double(Self.lineBytes) + Double(findings) * Double(Self.findingBytes)
            account.isChanged = true
        }
    }

    /// Whether the epoch is one of those that were seen lately.
    package func isKnown(_ epoch: String, of agent: AgentName) -> Bool {
        accounts.withLock { $0[agent.text]?.known.contains(epoch) ?? false }
    }

    /// Seconds to wait before an epoch may begin, nil when it may; it counts then.
    package func waitForEpoch(
        _ epoch: String, of agent: AgentName, isStored: Bool, now: ContinuousClock.Instant = .now
    ) -> Int? {
        change(agent.text, now) { account in
            // Another request may have begun it meanwhile.
            if account.known.contains(epoch) { return nil }
            if !isStored {
                guard account.epochs + 1 <= Double(limits.epochs) else { return max(1, 3_600 / limits.epochs) }
                account.epochs += 1
            }
            account.known = (account.known + [epoch]).suffix(Self.known)
            return nil
        }
    }

    /// Agents that are over their share now.
    package func over(now: ContinuousClock.Instant = .now) -> Set<String> {
        accounts.withLock { accounts in
            for name in Array(accounts.keys) {
                guard var account = accounts[name], account.isOver else { continue }
                refill(&account, now)
                if account.used < Double(limits.daily) * Self.enough { account.isOver = false }
                accounts[name] = account
            }
            return Set(accounts.filter(\.value.isOver).keys)
        }
    }

    private func change<Value>(
        _ agent: String, _ now: ContinuousClock.Instant, _ body: (inout Account) -> Value
    ) -> Value {
        accounts.withLock { accounts in
            var account = accounts[agent] ?? Account(at: now)
            refill(&account, now)
            defer { accounts[agent] = account }
            return body(&account)
        }
    }

    private func refill(_ account: inout Account, _ now: ContinuousClock.Instant) {
        let seconds = max(0, (now - account.at) / .seconds(1))
        account.used = max(0, account.used - flow(seconds))
        account.epochs = max(0, account.epochs - seconds / 3_600 * Double(limits.epochs))
        account.at = now
    }

    /// Bytes that flow back.
    private func flow(_ seconds: Double) -> Double { seconds / 86_400 * Double(limits.daily) }
}

extension AgentShare {
    /// What has changed since it was asked last, to be written down.
    ///
    /// - Parameter time: Unix nanoseconds.
    package func changes(now: ContinuousClock.Instant = .now, time: Int64) -> [StoredShare] {
        accounts.withLock { accounts in
            let changed = accounts.filter(\.value.isChanged).keys
            return changed.compactMap { name in
                guard var account = accounts[name] else { return nil }
                refill(&account, now)
                account.isChanged = false
                accounts[name] = account
                return StoredShare(agent: name, used: Int64(min(account.used, 1e18)), at: time)
            }
        }
    }

    /// What could not be written down, to be handed out again.
    package func notWritten(_ shares: [StoredShare]) {
        accounts.withLock { accounts in
            for share in shares { accounts[share.agent]?.isChanged = true }
        }
    }

    /// Adds what was written down before a restart, less what has flowed back since: nothing where the clock was set back.
    ///
    /// - Parameters:
    ///   - over: agents that were told to be over their share.
    ///   - time: Unix nanoseconds.
    package func restore(
        _ shares: [StoredShare], over: Set<String>, now: ContinuousClock.Instant = .now, time: Int64
    ) {
        for share in shares {
            let (passed, overflow) = time.subtractingReportingOverflow(share.at)
            let seconds = overflow ? 0 : Double(max(0, passed)) / 1e9
            // Where the limit was larger: a day of waiting at most.
            let stored = min(Double(max(0, share.used)), 2 * Double(limits.daily))
            change(share.agent, now) { account in
                account.used += max(0, stored - flow(seconds))
                account.isOver = account.isOver || over.contains(share.agent)
            }
        }
    }
}
