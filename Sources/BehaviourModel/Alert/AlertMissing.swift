/// What the sensors lost around the alert.
package struct AlertMissing: Hashable, Sendable {
    /// Events lost.
    package var events: Int64
    /// Since when, in RFC 3339.
    package var since: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(events: Int64, since: String? = nil) {
        self.events = events
        self.since = since
    }
}

extension AlertMissing: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        events = try fields.integer("events")
        since = try fields.optionalString("since")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "events": .integer(events),
            "since": .optional(since),
        ]
        return known.adding(unknown: unknown)
    }
}
