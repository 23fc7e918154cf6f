/// Who may ask for something on the control socket.
package enum ControlPrivilege: Int, Sendable, Comparable {
    /// Members of group `yagura`, and root.
    case member
    case root

    package static func < (left: ControlPrivilege, right: ControlPrivilege) -> Bool { left.rawValue < right.rawValue }

    /// Whether the peer of a connection has this privilege.
    package func isHeld(byUser user: UInt32, isMember: Bool) -> Bool {
        user == 0 || (self == .member && isMember)
    }
}

extension ControlRequest {
    /// Whether it changes nothing: answered from snapshots, without entering the pipeline.
    package var isReadOnly: Bool {
        switch self {
        case .status, .doctor, .containers, .workloads, .wait, .alerts, .tail, .explain: true
        case .learning(let arguments): arguments.action == .show
        case .respond(let arguments): arguments.action == .list || arguments.isDryRun
        case .baseline(let arguments):
            switch arguments.action {
            case .show, .diff, .review, .export, .verify: true
            case .accept, .reject, .import: false
            }
        case .close, .record, .test: false
        }
    }

    /// The group reads, and may freeze: to stop something in time must not wait for root. All else needs root.
    package var requiredPrivilege: ControlPrivilege {
        if isReadOnly { return .member }
        if case .respond(let arguments) = self, arguments.action == .freeze { return .member }
        return .root
    }
}
