internal import BehaviourModel

/// Figures as people read them. `--json` has them exact.
enum Figures {
    /// `14.3` for 14,299 thousandths.
    static func milli(_ value: Int64) -> String {
        let tenths = (value.magnitude &+ 50) / 100
        return "\(value < 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }

    static func milli(_ value: Int64?) -> String {
        value.map { milli($0) } ?? "-"
    }

    /// `0.28 %` for 2,800 millionths.
    static func ppm(_ value: Int64?) -> String {
        guard let value else { return "-" }
        let hundredths = (value.magnitude &+ 50) / 100
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }

    /// A moment to the second, in UTC.
    static func time(_ unixNanoseconds: Int64) -> String {
        String(TimeText.format(unixNanoseconds: unixNanoseconds).prefix(19)) + "Z"
    }

    static func time(_ unixNanoseconds: Int64?) -> String {
        unixNanoseconds.map { time($0) } ?? "-"
    }

    /// A duration with its two largest units: `5d 3h`, `2m 10s`, `310ms`, `4.2ms`, `12us`.
    static func duration(_ nanoseconds: Int64) -> String {
        let microseconds = nanoseconds / 1_000
        let seconds = nanoseconds / 1_000_000_000
        switch seconds {
        case ..<1:
            if microseconds < 1_000 { return "\(microseconds)us" }
            if microseconds < 10_000 { return "\(microseconds / 1_000).\(microseconds / 100 % 10)ms" }
            return "\(microseconds / 1_000)ms"
        case ..<60: return "\(seconds)s"
        case ..<3_600: return "\(seconds / 60)m \(seconds % 60)s"
        case ..<86_400: return "\(seconds / 3_600)h \(seconds / 60 % 60)m"
        default: return "\(seconds / 86_400)d \(seconds / 3_600 % 24)h"
        }
    }

    /// A size with one digit after the point: `12.5 MiB`.
    static func size(_ bytes: Int64) -> String {
        var unit = 0
        var tenths =
            bytes.magnitude.multipliedReportingOverflow(by: 10).overflow ? bytes.magnitude : bytes.magnitude * 10
        let names = ["B", "KiB", "MiB", "GiB", "TiB"]
        while tenths >= 10_240, unit < names.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(names[unit])"
    }

    /// The beginning of an id or digest; enough to name it.
    static func short(_ id: String) -> String {
        id.utf8.count > 12 && id.utf8.allSatisfy { HexadecimalDigit.value(of: $0) != nil } ? String(id.prefix(12)) : id
    }

    static func count(_ number: Int64, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
