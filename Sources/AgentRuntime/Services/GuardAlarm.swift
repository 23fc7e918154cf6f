/// When an operator is told that the dead man's switch does not start: not for one that is replaced at once, then once
/// while it lasts, and at most once an hour.
struct GuardAlarm: Sendable {
    enum Word: Hashable, Sendable {
        case nothing
        case broken(String)
        /// It stands by again; said after `broken` only.
        case works
    }

    private var isTold = false
    private var nextTelling: UInt64 = 0
    /// Three tries take three quarters of a second: nobody waits long for the truth, and one killed switch is no news.
    private static let patience = 3
    private static let period: UInt64 = 3_600_000_000_000

    /// - Parameters:
    ///   - problem: why none stands by; nil when one does.
    ///   - failures: starts that failed in a row.
    ///   - now: nanoseconds since boot.
    mutating func look(_ problem: String?, failures: Int, now: UInt64) -> Word {
        guard let problem else {
            defer { isTold = false }
            return isTold ? .works : .nothing
        }
        guard failures >= Self.patience, !isTold, now >= nextTelling else { return .nothing }
        isTold = true
        nextTelling = now &+ Self.period
        return .broken(problem)
    }
}
