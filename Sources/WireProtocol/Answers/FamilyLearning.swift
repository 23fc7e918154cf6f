package import BehaviourModel

/// How far one family of a workload is learned. `B`, `B1` and `U` are those of the model's section on complete learning.
package struct FamilyLearning: Hashable, Sendable {
    /// `lineage`, `files`, `connections`, …
    package var family: String
    package var state: AlertWord<AlertLearning.State>
    /// It is scored, and shows more that is new than `U` allows.
    package var isDrifting: Bool
    /// Watched windows: `B`.
    package var windows: Int64
    /// Of these, windows with something not yet seen again: `B1`.
    package var windowsWithNew: Int64
    /// Upper bound on the share of windows with something new, in millionths: `U`; null before the first window.
    package var unseenPpm: Int64?
    /// Thousandths of new items to be expected in a budget period; null before an estimate exists.
    package var expectedNewPerPeriodMilli: Int64?
    /// The upper bound of that.
    package var atMostMilli: Int64?
    /// Items that count as known.
    package var known: Int64
    /// Items seen, not yet often enough.
    package var probation: Int64
    /// Why nothing more is seen of it in the containers that run; null while something is.
    package var visibilityReason: String?
    /// When the next state is expected, Unix nanoseconds; null when nothing allows an estimate.
    package var expected: Int64?
    /// All of this in words, with what is missing for the next state.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        family: String, state: AlertLearning.State, isDrifting: Bool = false, windows: Int64, windowsWithNew: Int64,
        unseenPpm: Int64? = nil, expectedNewPerPeriodMilli: Int64? = nil, atMostMilli: Int64? = nil, known: Int64,
        probation: Int64, visibilityReason: String? = nil, expected: Int64? = nil, words: String
    ) {
        self.family = family
        self.state = .known(state)
        self.isDrifting = isDrifting
        self.windows = windows
        self.windowsWithNew = windowsWithNew
        self.unseenPpm = unseenPpm
        self.expectedNewPerPeriodMilli = expectedNewPerPeriodMilli
        self.atMostMilli = atMostMilli
        self.known = known
        self.probation = probation
        self.visibilityReason = visibilityReason
        self.expected = expected
        self.words = words
    }
}

extension FamilyLearning: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        family = try fields.string("family")
        state = try fields.word("state")
        isDrifting = try fields.bool("drifting")
        windows = try fields.integer("windows")
        windowsWithNew = try fields.integer("windows_with_new")
        unseenPpm = try fields.optionalInteger("unseen_ppm")
        expectedNewPerPeriodMilli = try fields.optionalInteger("expected_new_per_period_milli")
        atMostMilli = try fields.optionalInteger("at_most_milli")
        known = try fields.integer("known")
        probation = try fields.integer("probation")
        visibilityReason = try fields.optionalString("visibility_reason")
        expected = try fields.optionalTime("expected")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "family": .string(family),
            "state": .string(state.text),
            "drifting": .bool(isDrifting),
            "windows": .integer(windows),
            "windows_with_new": .integer(windowsWithNew),
            "unseen_ppm": .optional(unseenPpm),
            "expected_new_per_period_milli": .optional(expectedNewPerPeriodMilli),
            "at_most_milli": .optional(atMostMilli),
            "known": .integer(known),
            "probation": .integer(probation),
            "visibility_reason": .optional(visibilityReason),
            "expected": .optionalTime(expected),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
