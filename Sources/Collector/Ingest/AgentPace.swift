internal import Synchronization

/// How much one agent may send: lines a second with some ahead, and a few requests at a time. What is refused counts like what is
/// stored, and long lines count as several.
package final class AgentPace: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Lines a second that may go on for ever.
        package var linesPerSecond = 20_000
        /// Lines that may come at once.
        package var burst = 100_000
        /// Requests under way.
        package var requests = 8

        package init() {}
    }

    /// What a request asked of the collector, in lines.
    package struct Cost: Hashable, Sendable {
        /// At least one: no request is for nothing.
        package private(set) var lines = 1

        /// So many bytes count as a line: what lines have at most, usually.
        package static let lineBytes = 4 << 10

        package init() {}

        /// Counts what was read or unpacked.
        package mutating func add(_ bytes: [UInt8]) {
            // Counted without a check for overflow, many bytes at a time.
            var ends = 0
            for byte in bytes where byte == UInt8(ascii: "\n") { ends &+= 1 }
            lines = max(lines, ends, bytes.count / Self.lineBytes)
        }
    }

    package enum Verdict: Hashable, Sendable {
        case admitted
        /// Come again after these seconds.
        case wait(seconds: Int)
    }

    private struct Account {
        /// Lines that may still come; below zero after a large request.
        var lines: Double
        var at: ContinuousClock.Instant
        var underWay = 0
    }

    private let limits: Limits
    private let accounts = Mutex<[AgentName: Account]>([:])

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Asks before the body is read; `leave` must follow when admitted.
    package func enter(_ agent: AgentName, now: ContinuousClock.Instant = .now) -> Verdict {
        accounts.withLock { accounts in
            var account = accounts[agent] ?? Account(lines: Double(limits.burst), at: now)
            let elapsed = now - account.at
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            account.lines = min(Double(limits.burst), account.lines + max(0, seconds) * Double(limits.linesPerSecond))
            account.at = now
            defer { accounts[agent] = account }
            guard account.underWay < limits.requests else { return .wait(seconds: 1) }
            guard account.lines > 0 else {
                let wait = (-account.lines / Double(max(1, limits.linesPerSecond))).rounded(.up)
                return .wait(seconds: max(1, Int(exactly: min(wait, 3_600)) ?? 1))
            }
            account.underWay += 1
            return .admitted
        }
    }

    /// The request has ended, stored or refused.
    package func leave(_ agent: AgentName, _ cost: Cost) {
        accounts.withLock { accounts in
            guard var account = accounts[agent] else { return }
            account.underWay = max(0, account.underWay - 1)
            account.lines -= Double(cost.lines)
            accounts[agent] = account
        }
    }
}
