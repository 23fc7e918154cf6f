internal import BehaviourModel

/// Something about a container's files that is not as it should be: counted, worded, and no reason to stop.
package struct ContainerProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// The file is not there: early in a container's life that only means "not yet".
    package let isMissing: Bool

    package init(path: String, reason: String, isMissing: Bool = false) {
        self.path = path
        self.reason = reason
        self.isMissing = isMissing
    }

    /// `/run/runc/web/state.json: init_process_pid: expected a whole number, found a string`
    package var description: String { "\(EscapedText.string(path)): \(EscapedText.string(reason))" }
}

/// The problems met so far: all counted, the last few kept for `yagura doctor`.
package struct ContainerProblems: Sendable {
    package private(set) var count: UInt64 = 0
    package private(set) var latest: [ContainerProblem] = []

    /// How many are kept.
    package static let limit = 16

    mutating func note(_ problem: ContainerProblem) {
        count &+= 1
        if latest.last == problem { return }
        if latest.count >= Self.limit { latest.removeFirst() }
        latest.append(problem)
    }
}
