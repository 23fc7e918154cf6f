package import BehaviourModel

/// One thing that is wrong in a file, where it is, and what was expected there.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    package let column: Int?
    /// `learning.window`; empty where no key is meant.
    package let key: String
    /// What stands there, in words; nil where nothing does.
    package let value: String?
    package let expectation: String

    /// `agent.yaml:3:11: learning.window: expected a duration such as 30s, found "60"`
    package var description: String {
        var text = EscapedText.string(file)
        if let line { text += ":\(line)" }
        if let column { text += ":\(column)" }
        if !key.isEmpty { text += ": " + EscapedText.string(key) }
        text += ": expected \(EscapedText.string(expectation))"
        if let value { text += ", found \(EscapedText.string(value))" }
        return text
    }

    package var json: JSONValue {
        [
            "file": .string(file), "line": .optional(line.map { Int64($0) }),
            "column": .optional(column.map { Int64($0) }), "key": .string(key), "value": .optional(value),
            "expected": .string(expectation),
        ]
    }
}

/// Everything that is wrong, together; never empty.
package struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// By file in the order of reading, then by line and column.
    package let problems: [ConfigurationProblem]

    /// One line a problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
    package var json: JSONValue { .array(problems.map(\.json)) }
}

/// Collects problems while files are read, up to a limit that no honest file reaches.
package final class ProblemList {
    package private(set) var problems: [ConfigurationProblem] = []
    private var files: [String] = []
    package static let limit = 200

    package init() {}

    package func add(file: String, expectation: String, value: String?) {
        append(
            ConfigurationProblem(
                file: file, line: nil, column: nil, key: "", value: value, expectation: expectation))
    }

    package func add(at place: YAMLPlace, key: String, value: String?, expectation: String) {
        append(
            ConfigurationProblem(
                file: place.file, line: place.line, column: place.column, key: key, value: value,
                expectation: expectation))
    }

    /// Gives a file its place in the order of reports.
    package func note(file: String) {
        if !files.contains(file) { files.append(file) }
    }

    /// All of them in order, or nil when there are none.
    package var all: ConfigurationProblems? {
        if problems.isEmpty { return nil }
        let ranked = problems.map { (files.firstIndex(of: $0.file) ?? 0, $0.line ?? 0, $0.column ?? 0, $0) }
        return ConfigurationProblems(
            problems: ranked.sorted { ($0.0, $0.1, $0.2, $0.3.key) < ($1.0, $1.1, $1.2, $1.3.key) }.map(\.3))
    }

    private func append(_ problem: ConfigurationProblem) {
        guard problems.count < Self.limit else { return }
        note(file: problem.file)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
