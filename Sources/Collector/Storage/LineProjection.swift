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
        schema = Self.column(line["schema"]) ?? ""
        id = Self.column(line["id"])
        kind = Self.column(line["kind"])
        severity = line["severity"]?.string.map(Self.rank) ?? 0
        time = line["time"]?.string.flatMap { try? TimeText.parse($0) }
        if let scope = Self.column(line["workload"]?["scope"]), let name = Self.column(line["workload"]?["name"]) {
            workload = scope + "/" + name
        }
        incident = Self.column(line["incident"])
        about = Self.column(line["about"])
        tripwire = Self.column(line["tripwire"])
    }

    /// A text up to its first NUL: what stands behind one is no part of a column.
    private static func column(_ value: JSONValue?) -> String? {
        guard let text = value?.string else { return nil }
        return text.utf8.contains(0) ? String(text.unicodeScalars.prefix { $0.value != 0 }) : text
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
