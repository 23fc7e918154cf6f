internal import BehaviourModel

/// The last look at a text before it reaches a terminal.
///
/// The agent has escaped what containers call themselves. Should one text have slipped through, or the agent not be ours,
/// no control character gets to the terminal all the same. Backslashes stay: they are escapes already.
enum PrintableText {
    static func checked(_ text: String) -> String {
        text.split(separator: "\\", omittingEmptySubsequences: false)
            .map { EscapedText.string(String($0)) }
            .joined(separator: "\\")
    }

    /// One line of JSON: the value unchanged, with characters that could move a cursor or turn text escaped, as `\u001b`.
    static func line(_ json: JSONValue) -> String {
        var line = ""
        for scalar in CanonicalJSON.string(json).unicodeScalars {
            if scalar.value == 0x7F || (scalar.value > 0x7F && checked(String(scalar)) != String(scalar)) {
                line += "\\u" + fourDigits(scalar.value)
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// All characters that are escaped lie below U+10000.
    private static func fourDigits(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
