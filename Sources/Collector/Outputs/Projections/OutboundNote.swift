/// What a projection needs beside the line: where the console is, and what was withheld before it.
package struct OutboundNote: Hashable, Sendable {
    /// `https://collector.example:8443`, without a slash at the end; nil when no address is configured.
    package var console: String?
    /// Lines since the last notification that the fleet's budget held back.
    package var withheld: Int
    /// Whether somebody tries out an output, and nothing happened.
    package var isTest: Bool

    package init(console: String? = nil, withheld: Int = 0, isTest: Bool = false) {
        self.console = console
        self.withheld = withheld
        self.isTest = isTest
    }

    /// The page of a line in the console; nil for a line without a name, and for one whose name is no name.
    package func address(of line: OutboundLine) -> String? {
        guard let console, (1...200).contains(line.id.utf8.count) else { return nil }
        return console + "/alert?id=" + Self.percentEncoded(line.id) + "&agent=" + Self.percentEncoded(line.agent)
    }

    /// In words; nil when nothing was withheld.
    package var withheldWords: String? {
        guard withheld > 0 else { return nil }
        let alerts = withheld == 1 ? "1 alert before it was" : "\(withheld) alerts before it were"
        return "\(alerts) not notified: over the budget"
    }

    /// Unreserved characters of RFC 3986 as they are, every other byte as %HH.
    package static func percentEncoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
