/// Whole thousandths as people read them.
enum MilliText {
    /// One digit behind the point, rounded to the nearest: 13299 is `13.3`.
    static func tenths(_ milli: Int64) -> String {
        let magnitude = (milli.magnitude + 50) / 100
        let sign = milli < 0 && magnitude > 0 ? "-" : ""
        return "\(sign)\(magnitude / 10).\(magnitude % 10)"
    }

    /// Thousands parted by commas: 12960 is `12,960`.
    static func grouped(_ number: Int64) -> String {
        var digits = Array(String(number.magnitude).utf8)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(UInt8(ascii: ","), at: place)
            place -= 3
        }
        return (number < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// Minutes as the largest unit that is at least one: `3 minutes`, `26 hours`, `14 days`.
    static func span(minutes: Int64) -> String {
        let (number, unit) =
            minutes >= 3 * 1440
            ? (minutes / 1440, "day") : minutes >= 120 ? (minutes / 60, "hour") : (minutes, "minute")
        return "\(grouped(number)) \(unit)\(number == 1 ? "" : "s")"
    }
}
