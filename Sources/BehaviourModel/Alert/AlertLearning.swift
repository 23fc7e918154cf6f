/// How far the workload was learned when the alert was made.
package struct AlertLearning: Hashable, Sendable {
    package var state: AlertWord<State>
    /// Whether it shows more that is new than a learned workload should.
    package var isDrifting: Bool
    /// Thousandths of new items to be expected in a budget period; null before an estimate exists.
    package var expectedNewPerPeriodMilli: Int64?
    /// The upper bound of that.
    package var atMostMilli: Int64?
    /// Who declared the learning complete, if a person did.
    package var declaredBy: String?
    /// By how much time was compressed.
    package var timeScale: Int64
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm { case learning, provisional, complete, saturated }

    package init(
        state: State, isDrifting: Bool, expectedNewPerPeriodMilli: Int64? = nil, atMostMilli: Int64? = nil,
        declaredBy: String? = nil, timeScale: Int64
    ) {
        self.state = .known(state)
        self.isDrifting = isDrifting
        self.expectedNewPerPeriodMilli = expectedNewPerPeriodMilli
        self.atMostMilli = atMostMilli
        self.declaredBy = declaredBy
        self.timeScale = timeScale
    }
}

extension AlertLearning: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        state = try fields.word("state")
        isDrifting = try fields.bool("drifting")
        expectedNewPerPeriodMilli = try fields.optionalInteger("expected_new_per_period_milli")
        atMostMilli = try fields.optionalInteger("at_most_milli")
        declaredBy = try fields.optionalString("declared_by")
        timeScale = try fields.integer("time_scale")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "state": .string(state.text),
            "drifting": .bool(isDrifting),
            "expected_new_per_period_milli": .optional(expectedNewPerPeriodMilli),
            "at_most_milli": .optional(atMostMilli),
            "declared_by": .optional(declaredBy),
            "time_scale": .integer(timeScale),
        ]
        return known.adding(unknown: unknown)
    }
}
