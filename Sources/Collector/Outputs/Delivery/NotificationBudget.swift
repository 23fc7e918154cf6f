/// How many lines an output may notify: a bucket of tokens, refilled evenly, that a critical line may overdraw by its size.
///
/// Whole thousandths of tokens and nanoseconds, so that what is written down is what is counted.
package struct NotificationBudget: Hashable, Sendable {
    /// Tokens that fit, and that `period` refills.
    package let size: Int64
    /// Nanoseconds.
    package let period: Int64
    package private(set) var milliTokens: Int64
    /// Unix nanoseconds up to which it is refilled.
    package private(set) var refilled: Int64

    /// A full bucket.
    package init(size: Int64, period: Int64, now: Int64) {
        self.size = max(1, size)
        self.period = max(1, period)
        milliTokens = self.size * 1000
        refilled = now
    }

    /// As it was written down; the settings may have changed since.
    package init(size: Int64, period: Int64, milliTokens: Int64, refilled: Int64) {
        self.init(size: size, period: period, now: refilled)
        self.milliTokens = max(-self.size * 1000, min(self.size * 1000, milliTokens))
    }

    /// Takes a token if one is there; a critical line goes on down to minus `size`.
    package mutating func take(isCritical: Bool, now: Int64) -> Bool {
        refill(now)
        let least = isCritical ? 1000 - size * 1000 : 1000
        guard milliTokens >= least else { return false }
        milliTokens -= 1000
        return true
    }

    private mutating func refill(_ now: Int64) {
        guard now > refilled else {
            // The clock was set back: what is there stays, and time counts from here.
            refilled = now
            return
        }
        // Whole thousandths only; the rest of the time stays to be counted.
        let grown = Int64(clamping: (Int128(now) - Int128(refilled)) * Int128(size) * 1000 / Int128(period))
        guard grown > 0 else { return }
        let (sum, overflow) = milliTokens.addingReportingOverflow(grown)
        if overflow || sum >= size * 1000 {
            milliTokens = size * 1000
            refilled = now
        } else {
            milliTokens = sum
            refilled = Int64(clamping: Int128(refilled) + Int128(grown) * Int128(period) / (Int128(size) * 1000))
        }
    }
}
