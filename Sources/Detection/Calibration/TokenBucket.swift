internal import BehaviourModel

/// The ceiling of one lane: tokens that refill evenly over the budget period.
///
/// Counted in units of 1 / (period in milliseconds x 1000), so that refilling is whole-number arithmetic without a rest.
struct TokenBucket: Sendable, Hashable {
    /// Thousandths of a token in one period.
    let shareMilli: Int64
    let periodMilliseconds: Int64
    private(set) var units: Int64
    private(set) var refilledAt: Moment

    /// How far borrowing for what is graver may go.
    static let deepest: Int64 = -3
    /// What the novelty lane may save at least.
    private static let saved: Int64 = 3

    init(shareMilli: Int64, periodMilliseconds: Int64, at moment: Moment) {
        self.shareMilli = min(max(shareMilli, 0), 1_000_000)
        self.periodMilliseconds = min(max(periodMilliseconds, 1), 1 << 36)
        units = 0
        refilledAt = moment
        units = max(token, share)
    }

    /// One token in units.
    var token: Int64 { periodMilliseconds * 1000 }
    /// One period's share in units.
    var share: Int64 { periodMilliseconds * shareMilli }
    var tokensMilli: Int64 { units / periodMilliseconds }

    mutating func refill(at moment: Moment) {
        let elapsed = min(moment.since(refilledAt), 100 * periodMilliseconds)
        refilledAt = max(refilledAt, moment)
        let ceiling = max(Self.saved * token, share)
        let (product, overflow) = elapsed.multipliedReportingOverflow(by: shareMilli)
        units = overflow ? ceiling : min(ceiling, units + min(product, ceiling - units))
    }

    var hasToken: Bool { units >= token }
    var mayBorrow: Bool { units - token >= Self.deepest * token }

    mutating func spend() { units -= token }
    mutating func giveBack() { units = min(max(Self.saved * token, share), units + token) }

    /// Takes stored tokens, within what this bucket allows.
    mutating func restore(units: Int64, at moment: Moment) {
        self.units = min(max(units, Self.deepest * token), max(Self.saved * token, share))
        refilledAt = moment
    }
}
