package import BehaviourModel

/// What can be asked for of a line: columns beside its bytes, made from the bytes alone.
package struct LineProjection: Hashable, Sendable {
    package var schema: String
    /// The line's own name; nil for lines that have none, such as tombstones.
    package var id: String?
    package var kind: String?
    /// 0 where unknown or absent, 1 low to 4 critical.
    package var severity: Int
    /// `scope/name`.
    package var workload: String?
    package var incident: String?
    package var about: String?

    init(
        schema: String, id: String?, kind: String?, severity: Int, workload: String?, incident: String?, about: String?
    ) {
        self.schema = schema
        self.id = id
        self.kind = kind
        self.severity = severity
        self.workload = workload
        self.incident = incident
        self.about = about
    }

    /// Never fails: what has another type than expected counts as absent.
    package init(_ line: JSONValue) {
        schema = Self.column(line["schema"]) ?? ""
        id = Self.column(line["id"])
        kind = Self.column(line["kind"])
        severity = line["severity"]?.string.map(Self.rank) ?? 0
        if let scope = Self.column(line["workload"]?["scope"]), let name = Self.column(line["workload"]?["name"]) {
            workload = scope + "/" + name
        }
        incident = Self.column(line["incident"])
        about = Self.column(line["about"])
    }

    /// A text up to its first NUL: what stands behind one is no part of a column, and an empty one is none.
    private static func column(_ value: JSONValue?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        guard text.utf8.contains(0) else { return text }
        let part = String(text.unicodeScalars.prefix { $0.value != 0 })
        return part.isEmpty ? nil : part
    }

    /// Bytes of columns that each line has for itself, in its row and in an index.
    var indexedBytes: Int { [id, incident, about].reduce(0) { $0 &+ 2 &* ($1?.utf8.count ?? 0) } }

    /// By bytes: columns that only look like the ones that a line's bytes make were changed.
    package static func == (left: LineProjection, right: LineProjection) -> Bool {
        func same(_ path: KeyPath<LineProjection, String?>) -> Bool {
            switch (left[keyPath: path], right[keyPath: path]) {
            case (nil, nil): true
            case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
            default: false
            }
        }
        return left.schema.utf8.elementsEqual(right.schema.utf8) && left.severity == right.severity && same(\.id)
            && same(\.kind) && same(\.workload) && same(\.incident) && same(\.about)
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
