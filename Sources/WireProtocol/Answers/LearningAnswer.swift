package import BehaviourModel

/// What was learned of one workload, and how complete it is: an item of `learning`.
package struct LearningAnswer: Hashable, Sendable {
    package var workload: WorkloadIdentity
    package var state: AlertWord<AlertLearning.State>
    package var isDrifting: Bool
    /// Who declared the learning complete, if a person did.
    package var declaredBy: String?
    package var timeScale: Int64
    /// Time in which at least one container was watched.
    package var watchedSeconds: Int64
    package var families: [FamilyLearning]
    /// What counts as known, and what is on probation; the heaviest first.
    package var learned: [LearnedItem]
    /// Items that `learned` leaves out, to keep the answer short.
    package var leftOut: Int64
    /// In words, in total.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        workload: WorkloadIdentity, state: AlertLearning.State, isDrifting: Bool = false, declaredBy: String? = nil,
        timeScale: Int64, watchedSeconds: Int64, families: [FamilyLearning] = [], learned: [LearnedItem] = [],
        leftOut: Int64, words: String
    ) {
        self.workload = workload
        self.state = .known(state)
        self.isDrifting = isDrifting
        self.declaredBy = declaredBy
        self.timeScale = timeScale
        self.watchedSeconds = watchedSeconds
        self.families = families
        self.learned = learned
        self.leftOut = leftOut
        self.words = words
    }
}

extension LearningAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        workload = try fields.workload("workload")
        state = try fields.word("state")
        isDrifting = try fields.bool("drifting")
        declaredBy = try fields.optionalString("declared_by")
        timeScale = try fields.integer("time_scale")
        watchedSeconds = try fields.integer("watched_seconds")
        families = try fields.items("families")
        learned = try fields.items("learned")
        leftOut = try fields.integer("learned_left_out")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "workload": .workload(workload),
            "state": .string(state.text),
            "drifting": .bool(isDrifting),
            "declared_by": .optional(declaredBy),
            "time_scale": .integer(timeScale),
            "watched_seconds": .integer(watchedSeconds),
            "families": .array(families.map(\.json)),
            "learned": .array(learned.map(\.json)),
            "learned_left_out": .integer(leftOut),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

/// One habit of a workload.
package struct LearnedItem: Hashable, Sendable {
    package var family: String
    /// The executable that does it, as `path@origin`.
    package var context: String
    /// What it does.
    package var item: String
    /// Episodes in which it was seen.
    package var support: Int64
    /// Seen often enough; otherwise on probation.
    package var isKnown: Bool
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        family: String, context: String, item: String, support: Int64, isKnown: Bool = false
    ) {
        self.family = family
        self.context = context
        self.item = item
        self.support = support
        self.isKnown = isKnown
    }
}

extension LearnedItem: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        family = try fields.string("family")
        context = try fields.string("context")
        item = try fields.string("item")
        support = try fields.integer("support")
        isKnown = try fields.bool("known")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "family": .string(family),
            "context": .string(context),
            "item": .string(item),
            "support": .integer(support),
            "known": .bool(isKnown),
        ]
        return known.adding(unknown: unknown)
    }
}
