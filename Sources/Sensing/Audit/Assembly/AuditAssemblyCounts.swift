/// What became of the records: `records` = `consumed` + `malformed`, always.
package struct AuditAssemblyCounts: Equatable, BitwiseCopyable, Sendable {
    package var records: UInt64 = 0
    package var consumed: UInt64 = 0
    /// No header, or without what its kind must have.
    package var malformed: UInt64 = 0
    /// Among `consumed`: kinds that mean nothing here.
    package var unknown: UInt64 = 0
    package var events: UInt64 = 0
    /// Among `events`: those whose end marker never came.
    package var unended: UInt64 = 0
    /// Among `events`: those without their SYSCALL record, so nobody knows what they were.
    package var headless: UInt64 = 0
    /// Among `events`: others' rules, calls that are no concern.
    package var irrelevant: UInt64 = 0
    package var observations: UInt64 = 0
    /// Observations for which no room was left until the next `emit`.
    package var dropped: UInt64 = 0

    package init() {}

    /// What never became an observation, and should have been looked at.
    package var lost: UInt64 { malformed &+ headless &+ dropped }
}
