/// A field of a document that is missing or holds what its schema does not allow.
package struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: `score.millibits`, `items[2].family`; empty for the document itself.
    package let path: String
    /// What the schema wants, in words.
    package let expected: String
    /// What is there, in words.
    package let found: String

    package init(path: String, expected: String, found: String) {
        self.path = path
        self.expected = expected
        self.found = found
    }

    package var description: String {
        let place = path.isEmpty ? "the document" : "field \(EscapedText.string(path))"
        return "\(place): expected \(expected), found \(EscapedText.string(found))"
    }
}
