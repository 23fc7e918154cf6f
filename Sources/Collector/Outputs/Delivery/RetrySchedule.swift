/// When a failed delivery is tried again: twice as late each time, up to a limit, never in step with others.
package struct RetrySchedule: Hashable, Sendable {
    /// Nanoseconds.
    package var first: Int64 = 1_000_000_000
    package var longest: Int64 = 300_000_000_000

    package init() {}

    package init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    /// Nanoseconds to wait behind the `attempt`th failure (from 1): between half of the step and all of it.
    ///
    /// - Parameter chance: 0 to 1.
    package func delay(behind attempt: Int, chance: Double) -> Int64 {
        let doublings = max(0, min(attempt - 1, 20))
        let step = min(longest, Int64(clamping: Int128(first) << Int128(doublings)))
        return step / 2 + Int64(Double(step / 2) * max(0, min(1, chance)))
    }
}
