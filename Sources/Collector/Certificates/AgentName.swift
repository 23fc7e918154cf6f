/// The name of an agent: what its certificate says and every line of its carries.
package struct AgentName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// The name under which the collector itself writes; no certificate is issued for it.
    package static let collector = "collector"

    /// nil for anything but 1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...128).contains(bytes.count), let first = bytes.first, Self.isAlphanumeric(first),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F })
        else { return nil }
        self.text = text
    }

    /// Reads `yagura://agent/NAME`.
    package init?(uri: String) {
        guard uri.hasPrefix(Self.prefix) else { return nil }
        self.init(String(uri.dropFirst(Self.prefix.count)))
    }

    package var uri: String { Self.prefix + text }
    package var description: String { text }

    private static let prefix = "yagura://agent/"

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
