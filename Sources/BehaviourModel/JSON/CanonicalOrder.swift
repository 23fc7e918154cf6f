/// The order of object keys in RFC 8785: by UTF-16 code units, whatever the strings look like.
enum CanonicalOrder {
    /// Negative, zero or positive as `left` sorts before, with or after `right`.
    ///
    /// UTF-8 bytes sort like code points. UTF-16 differs in one place: a character beyond U+FFFF begins with a surrogate
    /// (D800 to DFFF) and so sorts before U+E000 to U+FFFF, whose UTF-8 begins with EE or EF.
    static func compare(_ left: String, _ right: String) -> Int {
        var others = right.utf8.makeIterator()
        for byte in left.utf8 {
            guard let other = others.next() else { return 1 }
            if byte == other { continue }
            return weight(of: byte) < weight(of: other) ? -1 : 1
        }
        return others.next() == nil ? 0 : -1
    }

    private static func weight(of lead: UInt8) -> Int {
        switch lead {
        case 0xEE, 0xEF: Int(lead) + 0x10
        default: Int(lead)
        }
    }
}
