/// Which sensors shall run; the configuration says it.
package struct SensorChoice: Sendable {
    package var roots: RuntimeRoots
    /// False: no audit even where the host would allow it.
    package var usesAudit: Bool
    package var audit: AuditSensor.Options
    /// Secret of this process, for tables whose keys come from outside.
    package var seed: UInt64

    package init(roots: RuntimeRoots, usesAudit: Bool, audit: AuditSensor.Options, seed: UInt64) {
        self.roots = roots
        self.usesAudit = usesAudit
        self.audit = audit
        self.seed = seed
    }
}
