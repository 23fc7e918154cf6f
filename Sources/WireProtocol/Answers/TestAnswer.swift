package import BehaviourModel

/// One harmless act and how it was seen: an item of `test detection`.
package struct TestAnswer: Hashable, Sendable {
    package var kind: String
    /// What was done, in words.
    package var act: String
    package var state: AlertWord<TestAnswer.State>
    /// Who saw it.
    package var sensor: String?
    /// From the act until it was seen.
    package var latencyNanoseconds: Int64?
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm {
        case seen
        case missed
        /// This host does not allow the act.
        case impossible
    }

    package init(
        kind: String, act: String, state: State, sensor: String? = nil, latencyNanoseconds: Int64? = nil,
        words: String
    ) {
        self.kind = kind
        self.act = act
        self.state = .known(state)
        self.sensor = sensor
        self.latencyNanoseconds = latencyNanoseconds
        self.words = words
    }
}

extension TestAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        kind = try fields.string("kind")
        act = try fields.string("act")
        state = try fields.word("state")
        sensor = try fields.optionalString("sensor")
        latencyNanoseconds = try fields.optionalInteger("latency_ns")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "kind": .string(kind),
            "act": .string(act),
            "state": .string(state.text),
            "sensor": .optional(sensor),
            "latency_ns": .optional(latencyNanoseconds),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
