/// The ladder of modes, for the host, a workload, or (upwards only) by a container's label.
package enum OperatingMode: String, Sendable, Comparable, CaseIterable {
    /// Learn and score, deliver nothing.
    case observe
    /// Deliver alerts.
    case alert
    /// Say what would be done.
    case rehearse
    /// Do it.
    case enforce

    package static func < (left: OperatingMode, right: OperatingMode) -> Bool { left.rung < right.rung }

    private var rung: Int {
        switch self {
        case .observe: 0
        case .alert: 1
        case .rehearse: 2
        case .enforce: 3
        }
    }
}

/// How grave an alert is; an anomaly's by its score, a tripwire's from its profile.
package enum Severity: String, Sendable, Comparable, CaseIterable {
    case low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    package var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}
