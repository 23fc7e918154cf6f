package import BehaviourModel

/// One harmless act from end to end: what `test detection --json` prints.
package struct TestAnswer: Hashable, Sendable {
    package enum State: String, AlertTerm { case seen, missed }

    package var kind: String
    package var state: AlertWord<TestAnswer.State>
    /// The tripwire that had to be touched.
    package var tripwire: String
    package var container: String
    package var cgroup: String
    /// The stored alert's id; nil when none came.
    package var alert: String?
    /// Who saw the act.
    package var sensor: String?
    package var steps: [TestStep]
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        kind: String, state: State, tripwire: String, container: String, cgroup: String, alert: String? = nil,
        sensor: String? = nil, steps: [TestStep], words: String
    ) {
        self.kind = kind
        self.state = .known(state)
        self.tripwire = tripwire
        self.container = container
        self.cgroup = cgroup
        self.alert = alert
        self.sensor = sensor
        self.steps = steps
        self.words = words
    }

    /// From the act until a step; nil when one of the two did not come.
    package func latencyNanoseconds(of step: TestStep.Name) -> Int64? {
        guard let act = steps.first(where: { $0.name == .act }), let found = steps.first(where: { $0.name == step })
        else { return nil }
        // Sensors stamp with clocks of their own, to a millisecond: none is earlier than the act.
        return max(0, found.unixNanoseconds &- act.unixNanoseconds)
    }
}

/// One step of a harmless act.
package struct TestStep: Hashable, Sendable {
    package enum Name: String, AlertTerm { case canary, watched, act, seen, decided, stored, missed }

    package var name: AlertWord<TestStep.Name>
    package var unixNanoseconds: Int64
    package var words: String

    package init(_ name: Name, unixNanoseconds: Int64, words: String) {
        self.name = .known(name)
        self.unixNanoseconds = unixNanoseconds
        self.words = words
    }
}

extension TestAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        kind = try fields.string("kind")
        state = try fields.word("state")
        tripwire = try fields.string("tripwire")
        container = try fields.string("container")
        cgroup = try fields.string("cgroup")
        alert = try fields.optionalString("alert")
        sensor = try fields.optionalString("sensor")
        steps = try fields.items("steps")
        words = try fields.string("words")
        // Told from the steps.
        _ = fields.value("latency_ns")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "kind": .string(kind),
            "state": .string(state.text),
            "tripwire": .string(tripwire),
            "container": .string(container),
            "cgroup": .string(cgroup),
            "alert": .optional(alert),
            "sensor": .optional(sensor),
            "steps": .array(steps.map(\.json)),
            "latency_ns": [
                "seen": .optional(latencyNanoseconds(of: .seen)),
                "decided": .optional(latencyNanoseconds(of: .decided)),
                "stored": .optional(latencyNanoseconds(of: .stored)),
            ],
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

extension TestStep: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        name = try fields.word("step")
        unixNanoseconds = try fields.time("time")
        words = try fields.string("words")
    }

    package var object: JSONObject {
        ["step": .string(name.text), "time": .time(unixNanoseconds), "words": .string(words)]
    }
}
