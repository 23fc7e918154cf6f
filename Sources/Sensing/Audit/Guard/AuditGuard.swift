package import LinuxKernel

/// Why audit is left alone.
package enum AuditRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// `enabled 2`: rules and settings are locked until the next boot.
    case locked
    /// `failure 2`: one record too many and the host halts.
    case panicsOnLoss
    /// Another agent lives and reads the records.
    case usedByAgent(pid: Int32)
    /// The configuration leaves audit to the auditd that has it.
    case leftToAuditd(pid: Int32)
    case unavailable(SystemCallError)

    package var description: String {
        switch self {
        case .locked:
            "audit is locked until the next boot (auditctl -e 2): no rule can be added; remove '-e 2' from the rules and reboot"
        case .panicsOnLoss:
            "audit halts this host when it loses a record (auditctl -f 2): no rule is added; set '-f 1' to use audit here"
        case .usedByAgent(let pid):
            "audit is in use by another agent (process \(pid)); stop it first"
        case .leftToAuditd(let pid):
            "audit is left to auditd (process \(pid)), as audit.beside_auditd: off says"
        case .unavailable(let error):
            "audit cannot be used: \(error); the agent needs CAP_AUDIT_CONTROL in the first user namespace"
        }
    }
}

/// "Audit without harm": decides from what the kernel says whether and how audit may be used.
package enum AuditGuard {
    package enum Decision: Equatable, Sendable {
        case refuse(AuditRefusal)
        /// A living auditd keeps the socket; we read beside it, change no setting and exclude nothing.
        case beside(pid: Int32)
        /// Nobody has it: take it.
        case own
    }

    package static func decide(_ status: AuditStatus, isAlive: (Int32) -> Bool) -> Decision {
        if status.isLocked { return .refuse(.locked) }
        if status.panicsOnLoss { return .refuse(.panicsOnLoss) }
        let owner = Int32(bitPattern: status.owner)
        return owner > 0 && isAlive(owner) ? .beside(pid: owner) : .own
    }

    /// Whether the process that has the socket is an agent: our rules name the process that they leave out.
    package static func isAgent(_ pid: Int32, rules: [AuditRule]) -> Bool {
        let pid = UInt32(bitPattern: pid)
        return rules.contains { rule in
            rule.isOwn && rule.conditions.contains { $0.field == .pid && $0.value == pid }
        }
    }
}
