/// Why bytes are not the JSON we accept, where, and what the sender can do about it.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the place of the problem.
    package let offset: Int
    package let problem: Problem

    package init(offset: Int, problem: Problem) {
        self.offset = offset
        self.problem = problem
    }

    package enum Problem: Hashable, Sendable {
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        case endsEarly
        case unexpected(expected: String)
        case somethingAfterTheValue
        case duplicateKey(String)
        case controlCharacter
        case invalidUTF8
        case loneSurrogate
        case unknownEscape
        case malformedNumber
    }

    package var description: String {
        "not valid JSON at byte \(offset): \(explanation)"
    }

    private var explanation: String {
        switch problem {
        case .tooLarge(let limit): "larger than \(limit) bytes; send less at once"
        case .tooDeep(let limit): "nested deeper than \(limit) levels; flatten it"
        case .endsEarly: "it ends in the middle of a value; send the whole of it on one line"
        case .unexpected(let expected): "expected \(expected) here; check quotes, commas and brackets before this place"
        case .somethingAfterTheValue: "more text after the value; put each value on a line of its own"
        case .duplicateKey(let key): "the key \"\(EscapedText.string(key))\" occurs twice in this object; keep one"
        case .controlCharacter: "a control character inside a string; write it as an escape such as \\n or \\u0000"
        case .invalidUTF8: "not valid UTF-8; encode text as UTF-8 and escape other bytes as \\\\xHH"
        case .loneSurrogate: "half of a surrogate pair; write both \\u escapes of the pair"
        case .unknownEscape:
            "unknown escape in a string; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits"
        case .malformedNumber: "malformed number; write digits without leading zeros, such as 0, -7 or 1200"
        }
    }
}
