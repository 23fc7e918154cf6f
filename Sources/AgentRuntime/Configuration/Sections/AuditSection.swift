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
    /// Events a second that the rules may bring there without end; 0: as many as come.
    package var besideAuditdRate: UInt64 = 50
    /// Records that the kernel keeps for us.
    package var backlog: UInt32 = 32_768

    init() {}

    init(from map: inout MapReader) {
        besideAuditd = map.word("beside_auditd", default: besideAuditd)
        besideAuditdRate = map.integer("beside_auditd_rate", default: besideAuditdRate, in: 0...100_000)
        backlog = map.integer("backlog", default: backlog, in: 64...1_048_576)
    }

    var json: JSONValue {
        [
            "beside_auditd": .string(besideAuditd.rawValue), "beside_auditd_rate": .integer(Int64(besideAuditdRate)),
            "backlog": .integer(Int64(backlog)),
        ]
    }
}
