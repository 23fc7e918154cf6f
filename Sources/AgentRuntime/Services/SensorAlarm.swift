internal import BehaviourModel
internal import Sensing

/// When an operator is told that a sensor does not work, or works again: once while it lasts, a sensor at most once an hour.
struct SensorAlarm: Sendable {
    struct Word: Hashable, Sendable {
        var text: String
        var severity: Severity
    }

    private struct Trouble: Sendable {
        var since: UInt64?
        var isTold = false
        var nextTelling: UInt64 = 0
    }

    private var troubles: [SensorName: Trouble] = [:]
    private var coverage: FamilySet?
    /// What fails for less is repeated at once: it may be a call that was interrupted.
    private static let patience: UInt64 = 2_000_000_000
    private static let period: UInt64 = 3_600_000_000_000

    /// - Parameters:
    ///   - facts: how each sensor fares.
    ///   - coverage: the families that they see.
    ///   - now: nanoseconds since boot.
    mutating func look(_ facts: [SensorFact], coverage seen: FamilySet, now: UInt64) -> [Word] {
        var words = facts.compactMap { look($0, now) }
        let lost = (coverage ?? seen).subtracting(seen)
        coverage = seen
        // Without a sensor that fails: an auditd came, beside which no file is watched.
        if !lost.isEmpty, troubles.values.allSatisfy({ $0.since == nil }) {
            let reason = facts.first { $0.name == .audit }.map { ": audit by \($0.detail)" } ?? ""
            words.append(
                Word(
                    text: EscapedText.string("not seen any more, and not learned: \(lost.names)\(reason)"),
                    severity: .high))
        }
        return words
    }

    private mutating func look(_ fact: SensorFact, _ now: UInt64) -> Word? {
        var trouble = troubles[fact.name] ?? Trouble()
        defer { troubles[fact.name] = trouble }
        guard fact.state == .failed || fact.state == .refused else {
            let wasTold = trouble.isTold
            trouble.since = nil
            trouble.isTold = false
            return wasTold ? Word(text: text(fact, "works again"), severity: .low) : nil
        }
        let since = trouble.since ?? now
        trouble.since = since
        // A refusal is final until the next start.
        let isSure = fact.state == .refused || now &- since >= Self.patience
        guard isSure, !trouble.isTold, now >= trouble.nextTelling else { return nil }
        trouble.isTold = true
        trouble.nextTelling = now &+ Self.period
        return Word(text: text(fact, "does not work"), severity: .high)
    }

    private func text(_ fact: SensorFact, _ verb: String) -> String {
        EscapedText.string("sensor \(fact.name.name) \(verb): \(fact.detail)")
    }
}
