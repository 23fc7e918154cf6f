/// The account of a workload's anomalies: raised = delivered + held back, exactly. The unit is a window of a container.
package struct AnomalyCounts: Sendable, Hashable {
    package var raised: UInt64 = 0
    /// Opened an incident, or joined one.
    package var delivered: UInt64 = 0
    package var heldBack: UInt64 = 0
    /// Incidents opened, those that borrowed a token among them.
    package var opened: UInt64 = 0
    package var borrowed: UInt64 = 0
    package var storms: UInt64 = 0
    package var reviews: UInt64 = 0
    /// Incidents forgotten because too many were open; their quarantine ended at support 0.
    package var forgotten: UInt64 = 0
    /// Items for which the table had no room.
    package var unstored: UInt64 = 0

    package init() {}
}
