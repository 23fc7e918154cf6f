/// Text for receivers that are not ours (terminals, logs, chats): nothing in it turns, breaks or colours a line.
package enum PlainText {
    /// Each control character, bidirectional mark, separator and character of no width as `\u{…}`; the rest as it is.
    package static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isDeceptive) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isDeceptive(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The printable form, at most `limit` code points of it; what is cut is counted.
    package static func shortened(_ text: String, to limit: Int) -> String {
        // Code points, not characters: a name can stack thousands of accents on one letter.
        let clean = printable(text).unicodeScalars
        guard clean.count > limit else { return String(clean) }
        return "\(String(clean.prefix(limit)))… (\(clean.count - limit) more)"
    }

    /// A JSON line in which deceptive characters are JSON's own escapes: the same value, harmless where it is printed.
    ///
    /// - Parameter line: canonical JSON, in which such characters stand inside strings only.
    package static func escapedJSON(_ line: [UInt8]) -> String {
        let text = String(decoding: line, as: UTF8.self)
        guard text.unicodeScalars.contains(where: isDeceptive) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isDeceptive(scalar) {
                for unit in String(scalar).utf16 { result += "\\u" + hexadecimal(unit) }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Controls, soft hyphen, marks of direction, separators, characters of no width, variation selectors and tags.
    package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFE00...0xFE0F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}
