/// Durations as people and configuration write them: `200ms`, `30s`, `5m`, `1h`, `7d`.
package enum DurationText {
    /// Never negative, and always short enough to be counted in nanoseconds of 64 bits (292 years).
    package static func parse(_ text: String) throws(TextValueError) -> Duration {
        .nanoseconds(try nanoseconds(text))
    }

    package static func nanoseconds(_ text: String) throws(TextValueError) -> Int64 {
        guard let nanoseconds = QuantityText.parse(text, units: units) else {
            throw TextValueError(text: text, expectation: "a duration such as 200ms, 30s, 5m, 1h or 7d")
        }
        return nanoseconds
    }

    /// The shortest text that `parse` reads back as the same duration, to the nanosecond.
    package static func format(_ duration: Duration) -> String {
        format(nanoseconds: nanoseconds(in: duration))
    }

    package static func format(nanoseconds: Int64) -> String {
        nanoseconds == 0 ? "0s" : QuantityText.format(nanoseconds, units: units)
    }

    /// Whole nanoseconds of any duration, clamped to 64 bits.
    package static func nanoseconds(in duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (whole, first) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, second) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        if first || second { return seconds < 0 ? .min : .max }
        return sum
    }

    private static let units: [(name: String, worth: Int64)] = [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
    ]
}
