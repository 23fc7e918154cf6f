package import BehaviourModel

/// What was waited for has come: the one item of `wait`.
package struct WaitAnswer: Hashable, Sendable {
    package var condition: AlertWord<WaitArguments.Condition>
    package var workload: WorkloadIdentity?
    /// The container's id.
    package var container: String?
    /// The alert that came.
    package var alert: String?
    package var waitedNanoseconds: Int64
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        condition: WaitArguments.Condition, workload: WorkloadIdentity? = nil, container: String? = nil,
        alert: String? = nil, waitedNanoseconds: Int64, words: String
    ) {
        self.condition = .known(condition)
        self.workload = workload
        self.container = container
        self.alert = alert
        self.waitedNanoseconds = waitedNanoseconds
        self.words = words
    }
}

extension WaitAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        condition = try fields.word("for")
        workload = try fields.optionalWorkload("workload")
        container = try fields.optionalString("container")
        alert = try fields.optionalString("alert")
        waitedNanoseconds = try fields.integer("waited_ns")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "for": .string(condition.text),
            "workload": .optional(workload),
            "container": .optional(container),
            "alert": .optional(alert),
            "waited_ns": .integer(waitedNanoseconds),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

/// How far it is while waiting: a progress line of `wait`.
package struct WaitProgress: Hashable, Sendable {
    /// The state now, such as `learning`.
    package var state: String
    package var workload: WorkloadIdentity?
    /// The largest `U` of the covered families, in millionths.
    package var unseenPpm: Int64?
    /// When it is expected to come, Unix nanoseconds.
    package var expected: Int64?
    /// In words, with what is missing.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        state: String, workload: WorkloadIdentity? = nil, unseenPpm: Int64? = nil, expected: Int64? = nil,
        words: String
    ) {
        self.state = state
        self.workload = workload
        self.unseenPpm = unseenPpm
        self.expected = expected
        self.words = words
    }
}

extension WaitProgress: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        state = try fields.string("state")
        workload = try fields.optionalWorkload("workload")
        unseenPpm = try fields.optionalInteger("unseen_ppm")
        expected = try fields.optionalTime("expected")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "state": .string(state),
            "workload": .optional(workload),
            "unseen_ppm": .optional(unseenPpm),
            "expected": .optionalTime(expected),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
