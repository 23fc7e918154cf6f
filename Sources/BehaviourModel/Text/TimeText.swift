/// Moments as RFC 3339 text. Between modules a moment is Unix time in nanoseconds, 64 bits (years 1678 to 2261).
package enum TimeText {
    /// UTC with nine digits of fraction: `2026-03-01T09:30:00.000000042Z`. Texts of this form sort by time.
    package static func format(unixNanoseconds: Int64) -> String {
        var output: [UInt8] = []
        append(unixNanoseconds: unixNanoseconds, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    package static func append(unixNanoseconds: Int64, to output: inout [UInt8]) {
        let seconds = unixNanoseconds.floorDivided(by: second)
        let days = seconds.floorDivided(by: 86_400)
        let ofDay = seconds - days * 86_400
        let date = CivilDate(daysSinceEpoch: days)
        append(date.year, digits: 4, to: &output)
        append(date.month, digits: 2, after: "-", to: &output)
        append(date.day, digits: 2, after: "-", to: &output)
        append(ofDay / 3_600, digits: 2, after: "T", to: &output)
        append(ofDay / 60 % 60, digits: 2, after: ":", to: &output)
        append(ofDay % 60, digits: 2, after: ":", to: &output)
        append(remainder(unixNanoseconds), digits: 9, after: ".", to: &output)
        output.append(UInt8(ascii: "Z"))
    }

    /// Reads any RFC 3339 time with an offset and at most nine digits of fraction; a leap second counts as the next second.
    package static func parse(_ text: String) throws(TextValueError) -> Int64 {
        var reader = TimeReader(text)
        guard let moment = reader.moment() else {
            throw TextValueError(text: text, expectation: "a time such as 2026-03-01T09:30:00Z")
        }
        return moment
    }

    static let second: Int64 = 1_000_000_000

    private static func remainder(_ nanoseconds: Int64) -> Int64 {
        let rest = nanoseconds % second
        return rest < 0 ? rest + second : rest
    }

    private static func append(
        _ number: Int64, digits: Int, after mark: Unicode.Scalar? = nil, to output: inout [UInt8]
    ) {
        if let mark { output.append(UInt8(truncatingIfNeeded: mark.value)) }
        let start = output.count
        var rest = number
        for _ in 0..<digits {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        output[start...].reverse()
    }
}

/// Walks over the text of a time.
private struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    mutating func moment() -> Int64? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t") || take(" "),
            let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60, take(":"),
            let second = number(2), second <= 60, let fraction = fraction(), let offset = offset(), rest.isEmpty
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset
        // Before 1970 the fraction counts upwards too: reach the lowest moment from the second above it.
        let isNegative = seconds < 0
        let (whole, tooFar) = (isNegative ? seconds + 1 : seconds).multipliedReportingOverflow(by: TimeText.second)
        let (moment, overflow) = whole.addingReportingOverflow(isNegative ? fraction - TimeText.second : fraction)
        return tooFar || overflow ? nil : moment
    }

    /// Nanoseconds; zero without a fraction.
    private mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while let digit = number(1) {
            digits += 1
            guard digits <= 9 else { return nil }
            value = value * 10 + digit
        }
        guard digits > 0 else { return nil }
        for _ in digits..<9 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    private mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isEast ? seconds : -seconds
    }

    private mutating func number(_ digits: Int) -> Int64? {
        guard rest.count >= digits else { return nil }
        var value: Int64 = 0
        for byte in rest.prefix(digits) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(digits)
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }
}
