internal import BehaviourModel

/// Names of hosts as certificates carry them.
enum HostName {
    /// RFC 1123 labels of letters, digits and hyphens.
    static func isValid(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return !labels.isEmpty && text.utf8.count <= 253 && labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = Array(label.utf8)
        return (1...63).contains(bytes.count) && bytes.first != 0x2D && bytes.last != 0x2D
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

/// The bytes of literal addresses, as certificates carry them.
enum AddressBytes {
    /// 4 bytes of IPv4 or 16 of IPv6; nil for anything else.
    static func parse(_ text: String) -> [UInt8]? {
        guard let address = PeerAddress.parse(text) else { return nil }
        let words = address.family == .ipv6 ? [address.high, address.low] : [address.low]
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
        return address.family == .ipv6 ? bytes : Array(bytes.suffix(4))
    }
}
