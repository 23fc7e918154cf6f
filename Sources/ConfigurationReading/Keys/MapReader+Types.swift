package import BehaviourModel

/// The types that values of the configuration have.
extension MapReader {
    package mutating func integer<Number: FixedWidthInteger>(
        _ key: String, default standard: Number, in range: ClosedRange<Number>
    ) -> Number {
        value(key, default: standard, "a whole number from \(range.lowerBound) to \(range.upperBound)") { scalar in
            // "3" in quotes is a text: whoever writes it so expects something else.
            guard !scalar.isQuoted, let number = Number(scalar.text), range.contains(number) else { return nil }
            return number
        }
    }

    package mutating func bool(_ key: String, default standard: Bool) -> Bool {
        value(key, default: standard, "true or false") { scalar in
            switch (scalar.text, scalar.isQuoted) {
            case ("true", false): true
            case ("false", false): false
            default: nil
            }
        }
    }

    package mutating func duration(
        _ key: String, default standard: Duration, from shortest: Duration = .seconds(1),
        to longest: Duration = .seconds(86_400)
    ) -> Duration {
        let bounds = "from \(DurationText.format(shortest)) to \(DurationText.format(longest))"
        return value(key, default: standard, "a duration such as 30s, \(bounds)") { scalar in
            guard let duration = try? DurationText.parse(scalar.text), duration >= shortest, duration <= longest else {
                return nil
            }
            return duration
        }
    }

    package mutating func size(
        _ key: String, default standard: ByteCount, from smallest: ByteCount, to largest: ByteCount
    ) -> ByteCount {
        let bounds = "from \(ByteSizeText.format(smallest)) to \(ByteSizeText.format(largest))"
        return value(key, default: standard, "a size such as 64MiB, \(bounds)") { scalar in
            guard let size = try? ByteSizeText.parse(scalar.text), size >= smallest, size <= largest else { return nil }
            return size
        }
    }

    package mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Word)
        -> Word
    {
        value(key, default: standard, Self.expectation(Word.self)) { Word(rawValue: $0.text) }
    }

    package mutating func words<Word: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: [Word])
        -> [Word]
    {
        list(key, default: standard, Self.expectation(Word.self)) { Word(rawValue: $0.text) }
    }

    /// An absolute path in one spelling: no empty, `.` or `..` component, no NUL.
    package mutating func path(_ key: String, default standard: String) -> String {
        value(key, default: standard, Self.pathExpectation) { Self.path($0.text) }
    }

    package mutating func text(_ key: String, default standard: String, _ expectation: String) -> String {
        value(key, default: standard, expectation) { $0.text.isEmpty ? nil : $0.text }
    }

    package static let pathExpectation = "an absolute path without . and .."

    package static func path(_ text: String) -> String? {
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 4_096, !text.utf8.contains(0) else { return nil }
        let components = text.split(separator: "/", omittingEmptySubsequences: true)
        guard !components.isEmpty, !components.contains("."), !components.contains("..") else { return nil }
        return "/" + components.joined(separator: "/")
    }

    private static func expectation<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> String {
        "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
