/// A typed text (duration, size, time) that cannot be read, and how it is written.
package struct TextValueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text as given.
    package let text: String
    /// What was expected, with examples.
    package let expectation: String

    package var description: String {
        "\"\(EscapedText.string(text))\": expected \(expectation)"
    }
}
