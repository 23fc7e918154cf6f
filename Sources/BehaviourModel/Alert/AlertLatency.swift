/// How long the alert took, in nanoseconds after the act.
package struct AlertLatency: Hashable, Sendable {
    /// Until a sensor had the whole event.
    package var seen: UInt64
    /// Until the alert was decided.
    package var decided: UInt64
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(seen: UInt64, decided: UInt64) {
        self.seen = seen
        self.decided = decided
    }
}

extension AlertLatency: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        seen = try fields.integer("seen")
        decided = try fields.integer("decided")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "seen": .integer(Int64(clamping: seen)),
            "decided": .integer(Int64(clamping: decided)),
        ]
        return known.adding(unknown: unknown)
    }
}
