package import BehaviourModel

/// What can be asked for of a line: columns beside its bytes, made from the bytes alone.
package struct LineProjection: Hashable, Sendable {
    package var schema: String
    /// The line's own name; nil for lines that have none, such as tombstones.
    package var id: String?
    package var kind: String?
    /// 0 where unknown or absent, 1 low to 4 critical.
    package var severity: Int
    /// Wall time of the act, Unix nanoseconds.
    package var time: Int64?
    /// `scope/name`.
    package var workload: String?
    package var incident: String?
    package var about: String?
    package var tripwire: String?

    init(
        schema: String, id: String?, kind: String?, severity: Int, time: Int64?, workload: String?, incident: String?,
        about: String?, tripwire: String?
    ) {
        self.schema = schema
        self.id = id
        self.kind = kind
        self.severity = severity
        self.time = time
        self.workload = workload
        self.incident = incident
        self.about = about
        self.tripwire = tripwire
    }

    /// Never fails: what has another type than expected counts as absent.
    package init(_ line: JSONValue) {
        schema = line["schema"]?.string ?? ""
        id = line["id"]?.string
        kind = line["kind"]?.string
        severity = line["severity"]?.string.map(Self.rank) ?? 0
        time = line["time"]?.string.flatMap { try? TimeText.parse($0) }
        if let scope = line["workload"]?["scope"]?.string, let name = line["workload"]?["name"]?.string {
            workload = scope + "/" + name
        }
        incident = line["incident"]?.string
        about = line["about"]?.string
        tripwire = line["tripwire"]?.string
    }

    /// 0 for a word of a later version.
    package static func rank(_ word: String) -> Int {
        switch word {
        case "low": 1
        case "medium": 2
        case "high": 3
        case "critical": 4
        default: 0
        }
    }
}
