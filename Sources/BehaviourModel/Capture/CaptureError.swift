/// A line of a capture that cannot be replayed.
package struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    package let line: Int
    /// What is wrong, in words.
    package let problem: String

    package init(line: Int, problem: String) {
        self.line = line
        self.problem = problem
    }

    package var description: String { "capture line \(line): \(problem)" }
}
