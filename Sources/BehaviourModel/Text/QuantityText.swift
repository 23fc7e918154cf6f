/// A whole number directly followed by a unit, the shape of durations and sizes.
enum QuantityText {
    /// The number times its unit's worth; nil when the text has another shape, an unknown unit, or does not fit.
    static func parse(_ text: String, units: [(name: String, worth: Int64)]) -> Int64? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let name = text.utf8.dropFirst(digits.count)
        guard let number = Int64(Substring(digits)),
            let unit = units.first(where: { $0.name.utf8.elementsEqual(name) })
        else { return nil }
        let (total, overflow) = number.multipliedReportingOverflow(by: unit.worth)
        return overflow ? nil : total
    }

    /// The text with the largest unit that loses nothing. Units are listed from the smallest, which is worth 1.
    static func format(_ total: Int64, units: [(name: String, worth: Int64)]) -> String {
        guard let smallest = units.first else { return "\(total)" }
        let unit = total == 0 ? smallest : units.last { total % $0.worth == 0 } ?? smallest
        return "\(total / unit.worth)\(unit.name)"
    }
}
