package import BehaviourModel

/// Writes a JSON value as plain YAML: maps on lines of their own, lists and empty maps in brackets.
package enum YAMLText {
    package static func write(_ value: JSONValue) -> String {
        guard case .object(let object) = value else { return scalar(value) + "\n" }
        return object.isEmpty ? "{}\n" : lines(object, indent: "")
    }

    private static func lines(_ object: JSONObject, indent: String) -> String {
        var text = ""
        for member in object.members {
            text += indent + scalar(.string(member.key)) + ":"
            if case .object(let inner) = member.value, !inner.isEmpty {
                text += "\n" + lines(inner, indent: indent + "  ")
            } else {
                text += " " + flow(member.value) + "\n"
            }
        }
        return text
    }

    private static func flow(_ value: JSONValue) -> String {
        switch value {
        case .array(let values): "[" + values.map(flow).joined(separator: ", ") + "]"
        case .object(let object):
            object.isEmpty
                ? "{}"
                : "{ " + object.members.map { scalar(.string($0.key)) + ": " + flow($0.value) }.joined(separator: ", ")
                    + " }"
        default: scalar(value)
        }
    }

    /// A word as it is where nothing in it could mean something else, else in quotes: JSON's strings are YAML's.
    private static func scalar(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return CanonicalJSON.string(value) }
        let isPlain =
            text.utf8.first.map(isLetterOrSlash) == true
            && text.utf8.allSatisfy { isLetterOrSlash($0) || isDigit($0) || "_.-%".utf8.contains($0) }
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
        let isQuantity =
            text.utf8.first.map(isDigit) == true
            && text.utf8.last.map { isLetterOrSlash($0) || $0 == UInt8(ascii: "%") } == true
            && text.utf8.allSatisfy { isLetterOrSlash($0) || isDigit($0) || $0 == UInt8(ascii: "%") }
        return isPlain || isQuantity ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            // Every control and every mark that YAML takes for a line end or does not print is written by its number.
            case 0x22, 0x5C: output += "\\" + String(scalar)
            case 0x00..<0x20, 0x7F...0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                output += "\\u" + hexadecimal(scalar.value, 4)
            case 0x10000...: output += "\\U" + hexadecimal(scalar.value, 8)
            default: output += String(scalar)
            }
        }
        return output + "\""
    }

    private static func hexadecimal(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func isLetterOrSlash(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"): true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
