package import BehaviourModel

/// One sensor, whether it works, and in words why or why not.
package struct SensorStatus: Hashable, Sendable {
    /// `audit`, `procfs`, …
    package var name: String
    package var state: AlertWord<SensorStatus.State>
    package var detail: String
    /// Observations since the agent's start.
    package var events: Int64
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm { case working, refused, failed, off }

    package init(
        name: String, state: State, detail: String, events: Int64
    ) {
        self.name = name
        self.state = .known(state)
        self.detail = detail
        self.events = events
    }
}

extension SensorStatus: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        name = try fields.string("name")
        state = try fields.word("state")
        detail = try fields.string("detail")
        events = try fields.integer("events")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "name": .string(name),
            "state": .string(state.text),
            "detail": .string(detail),
            "events": .integer(events),
        ]
        return known.adding(unknown: unknown)
    }
}

/// What one source lost since the agent's start.
package struct LossCount: Hashable, Sendable {
    /// A `LossSource` by name.
    package var source: String
    /// At least.
    package var events: Int64
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        source: String, events: Int64
    ) {
        self.source = source
        self.events = events
    }
}

extension LossCount: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        source = try fields.string("source")
        events = try fields.integer("events")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "source": .string(source),
            "events": .integer(events),
        ]
        return known.adding(unknown: unknown)
    }
}

/// How many alerts there are.
package struct AlertCounts: Hashable, Sendable {
    /// Lines in the store.
    package var stored: Int64
    /// Sequence of the newest line; 0 before the first.
    package var sequence: Int64
    /// Anomalies raised since the agent's start: delivered and held back.
    package var raised: Int64
    /// Anomalies held back by the budget since then.
    package var held: Int64
    /// Stored lines that the collector has not acknowledged; null without a relay.
    package var undelivered: Int64?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        stored: Int64, sequence: Int64, raised: Int64, held: Int64, undelivered: Int64? = nil
    ) {
        self.stored = stored
        self.sequence = sequence
        self.raised = raised
        self.held = held
        self.undelivered = undelivered
    }
}

extension AlertCounts: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        stored = try fields.integer("stored")
        sequence = try fields.integer("sequence")
        raised = try fields.integer("raised")
        held = try fields.integer("held")
        undelivered = try fields.optionalInteger("undelivered")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "stored": .integer(stored),
            "sequence": .integer(sequence),
            "raised": .integer(raised),
            "held": .integer(held),
            "undelivered": .optional(undelivered),
        ]
        return known.adding(unknown: unknown)
    }
}
