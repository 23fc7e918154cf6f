/// What of our rules is withheld beside an auditd.
package enum AuditRestraint: UInt8, Sendable, Comparable, CaseIterable {
    case nothing
    /// connect, bind and listen.
    case connections
    /// All rules that hold for the whole host.
    case everything

    package static func < (one: AuditRestraint, other: AuditRestraint) -> Bool { one.rawValue < other.rawValue }

    fileprivate var more: AuditRestraint { AuditRestraint(rawValue: rawValue + 1) ?? .everything }
    fileprivate var less: AuditRestraint {
        rawValue == 0 ? .nothing : AuditRestraint(rawValue: rawValue - 1) ?? .nothing
    }
}

/// Keeps our rules from filling an auditd's disk: how much they may bring while it writes everything down.
///
/// A bucket of tokens, one an event: `rate` of them come each second, and it holds those of ten minutes. Each time that it is
/// empty more is withheld, for a pause that doubles as long as what comes back is too much at once; after the pause, less.
package struct AuditGovernor: Sendable {
    /// Events a second without end; 0: no bound.
    package let rate: UInt64
    /// How long something is withheld at first, and at most, in nanoseconds.
    let firstPause: UInt64
    private static let pauses: UInt64 = 12
    private static let burstSeconds: UInt64 = 600
    private static let second: UInt64 = 1_000_000_000

    package private(set) var restraint = AuditRestraint.nothing
    /// Nanoseconds since boot; meaningless while nothing is withheld.
    private var until: UInt64 = 0
    private var pause: UInt64
    /// Thousandths of events that may still come.
    private var tokens: UInt64
    private var looked: UInt64?
    private var seen: UInt64 = 0

    /// - Parameters:
    ///   - rate: events a second that may come without end; 0: as many as do.
    ///   - firstPause: nanoseconds for which something is withheld the first time.
    package init(rate: UInt64, firstPause: UInt64 = 300_000_000_000) {
        self.rate = min(rate, 1_000_000)
        self.firstPause = max(Self.second, min(firstPause, 3_600_000_000_000))
        pause = self.firstPause
        tokens = self.rate * Self.burstSeconds * 1_000
    }

    /// What is withheld from now on, after so many events in all, while an auditd writes them down.
    package mutating func look(events: UInt64, at now: UInt64) -> AuditRestraint {
        let came = events &- min(seen, events)
        let elapsed = now &- min(looked ?? now, now)
        (seen, looked) = (events, now)
        guard rate > 0 else { return .nothing }
        refill(elapsed)
        let cost = min(came, .max / 1_000) * 1_000
        guard cost < tokens else {
            withhold(from: now)
            return restraint
        }
        tokens -= cost
        if restraint > .nothing, now >= until {
            restraint = restraint.less
            until = now &+ pause
        } else if restraint == .nothing, tokens > most / 10 * 9 {
            pause = firstPause
        }
        return restraint
    }

    /// No auditd writes anything down: nothing is withheld, and what came does not count.
    package mutating func rest(events: UInt64, at now: UInt64) -> AuditRestraint {
        (seen, looked) = (events, now)
        restraint = .nothing
        pause = firstPause
        tokens = most
        return restraint
    }

    private var most: UInt64 { rate * Self.burstSeconds * 1_000 }

    private mutating func refill(_ elapsed: UInt64) {
        let (gained, isTooMuch) = elapsed.multipliedReportingOverflow(by: rate)
        tokens = isTooMuch ? most : min(most, tokens &+ gained / 1_000_000)
    }

    private mutating func withhold(from now: UInt64) {
        restraint = restraint.more
        tokens = most / 2
        until = now &+ pause
        // Given back, and too much again: the next time is longer.
        pause = min(pause * 2, firstPause * Self.pauses)
    }
}
