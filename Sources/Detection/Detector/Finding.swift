package import BehaviourModel

/// What detection has to say, the very moment it knows: an alert without identity, sequence and the texts of the process.
package struct Finding: Sendable, Hashable {
    package var kind: AlertKind
    package var severity: Severity
    package var tripwire: String?
    /// False for one more touch of a tripwire, of which an alert says nothing new: there is none, but a response may answer.
    package var isTold = true
    /// The executable that touched the tripwire, as the workload numbers it.
    var touchedBy: TextID?
    package var techniques: [String] = []
    /// The same in a replay: derived from the first item's window.
    package var incident: String
    package var isUpdate: Bool
    package var workload: WorkloadIdentity
    package var container: ContainerKey
    /// Of the act; for what a timer says, the moment it spoke of.
    package var instant: Instant
    /// Nil for what a timer says.
    package var process: ProcessKey?
    package var origin: ProcessOrigin?
    package var sensor: SensorName?
    package var seenBootNanoseconds: UInt64?
    /// Sum to `score.millibits` exactly.
    package var items: [AlertItem] = []
    package var score: AlertScore?
    package var learning: AlertLearning?
    /// Events known to be missing in the container, and since when (nanoseconds since 1970).
    package var missingEvents: UInt64 = 0
    package var missingSinceWallNanoseconds: Int64?
    /// One sentence for what items do not say: a tripwire's reason, a storm's count, a version's change.
    package var remark: String?
}

extension Severity {
    /// An anomaly's severity by S: low below 16 bits, medium below 24, high below 32, critical above.
    package init(millibits: Int64) {
        switch millibits {
        case ..<16_000: self = .low
        case ..<24_000: self = .medium
        case ..<32_000: self = .high
        default: self = .critical
        }
    }
}
