package import WireProtocol

/// Why a command ends with another status than 0, and what the operator can do.
package struct CommandFailure: Error, Hashable, Sendable {
    package let status: ExitStatus
    /// Empty when everything has been said already.
    package let message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The agent's end of an answer that is not `done`.
    init(_ status: ExitStatus, answered message: String?) {
        self.init(status, message ?? Self.words(for: status))
    }

    private static func words(for status: ExitStatus) -> String {
        switch status {
        case .done, .problemsFound: ""
        case .failed: "the agent could not do it; its journal says why (journalctl -u yagura-agent)"
        case .usage: "the agent does not understand the request"
        case .unreachable: "the agent cannot reach what it needs"
        case .notFound: "there is no such thing, or it has ended"
        case .refused: "a limit of the configuration holds it back"
        case .forbidden: "this needs root"
        case .impossible: "this host, or this version of the agent, cannot do it; see yagura doctor"
        case .timedOut: "the time was up"
        }
    }
}
