internal import Synchronization

/// What each output is struggling with now, for people to see.
package final class OutputBoard: Sendable {
    private let failures = Mutex<[String: String]>([:])

    package init() {}

    /// Whether this is the first failure since the output delivered.
    ///
    /// - Parameter delay: nanoseconds until the next try.
    func fail(_ output: String, _ words: String, tryAgain delay: Int64) -> Bool {
        let seconds = max(1, delay / 1_000_000_000)
        return failures.withLock { $0.updateValue("\(words); next try in \(seconds) s", forKey: output) == nil }
    }

    /// Whether it had failed before.
    @discardableResult
    func clear(_ output: String) -> Bool { failures.withLock { $0.removeValue(forKey: output) != nil } }

    package func failure(of output: String) -> String? { failures.withLock { $0[output] } }
}
