/// How a command ended: the exit status of the program, and the `status` of an answer's last line.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done; an empty list too.
    case done = 0
    case failed = 1
    /// A mistake in the command's arguments or in the configuration.
    case usage = 2
    /// The agent or collector cannot be reached.
    case unreachable = 3
    /// No such thing, or it has ended.
    case notFound = 4
    /// A limit holds it back.
    case refused = 5
    /// Not permitted, or a signature is wrong.
    case forbidden = 6
    /// This host cannot do it.
    case impossible = 7
    case timedOut = 8
    /// `doctor` or `check` found problems.
    case problemsFound = 9
}
