package import BehaviourModel

/// Which alerts to read; everything that is nil fits everything.
package struct AlertQuery: Hashable, Sendable {
    /// Only what stands behind this place of the stream. Not for held-back alerts, which have no place.
    package var after: StorePosition?
    /// Wall time, nanoseconds since 1970, inclusive.
    package var sinceUnixNanoseconds: Int64?
    package var workload: WorkloadIdentity?
    package var container: String?
    package var tripwire: String?
    package var incident: String?
    package var kind: AlertKind?
    package var minimumSeverity: Severity?
    /// The alert that response records belong to.
    package var about: String?
    /// Those that were held back, instead of those in the stream.
    package var isHeld = false
    /// The last of them instead of the first; the answer is in order of the stream all the same.
    package var isNewest = false
    package var limit = 1_000

    package init() {}

    /// Conditions and their values; the texts come from this list only, the values are bound.
    var conditions: [(sql: String, value: SQLiteValue)] {
        var conditions: [(String, SQLiteValue)] = []
        if let sinceUnixNanoseconds { conditions.append(("time_ns >= ?", .integer(sinceUnixNanoseconds))) }
        if let workload { conditions.append(("workload = ?", .text(workload.description))) }
        if let container { conditions.append(("container = ?", .text(container))) }
        if let tripwire { conditions.append(("tripwire = ?", .text(tripwire))) }
        if let incident { conditions.append(("incident = ?", .text(incident))) }
        if let kind { conditions.append(("kind = ?", .text(kind.rawValue))) }
        if let minimumSeverity { conditions.append(("severity >= ?", .integer(Int64(minimumSeverity.rank)))) }
        if let about { conditions.append(("about = ?", .text(about))) }
        return conditions
    }
}
