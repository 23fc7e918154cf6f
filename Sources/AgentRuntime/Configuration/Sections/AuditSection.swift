internal import BehaviourModel
internal import ConfigurationReading

/// `audit`: how the kernel's audit is used.
package struct AuditSection: Hashable, Sendable {
    /// Which rules are added beside a living auditd.
    package enum BesideAuditd: String, Hashable, Sendable, CaseIterable {
        /// exec, connect, listen and escapes.
        case minimal
        /// All that the agent knows: auditd's log grows accordingly.
        case full
        /// None.
        case off
    }

    package var besideAuditd: BesideAuditd = .minimal
    /// Records that the kernel keeps for us.
    package var backlog: UInt32 = 32_768

    init() {}

    init(from map: inout MapReader) {
        besideAuditd = map.word("beside_auditd", default: besideAuditd)
        backlog = map.integer("backlog", default: backlog, in: 64...1_048_576)
    }

    var json: JSONValue {
        ["beside_auditd": .string(besideAuditd.rawValue), "backlog": .integer(Int64(backlog))]
    }
}
