package import BehaviourModel

/// One workload: an item of `workloads`.
package struct WorkloadAnswer: Hashable, Sendable {
    package var workload: WorkloadIdentity
    /// The newest version's image.
    package var image: String?
    /// Running containers.
    package var containers: Int64
    package var mode: AlertWord<OperatingMode>
    /// The least of its covered families.
    package var state: AlertWord<AlertLearning.State>
    package var isDrifting: Bool
    /// Who declared the learning complete, if a person did.
    package var declaredBy: String?
    package var families: [FamilyLearning]
    package var openIncidents: Int64
    /// Tokens left in the novelty lane's budget.
    package var tokensMilli: Int64
    /// Its learning in words, in total.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        workload: WorkloadIdentity, image: String? = nil, containers: Int64, mode: OperatingMode,
        state: AlertLearning.State, isDrifting: Bool = false, declaredBy: String? = nil,
        families: [FamilyLearning] = [], openIncidents: Int64, tokensMilli: Int64, words: String
    ) {
        self.workload = workload
        self.image = image
        self.containers = containers
        self.mode = .known(mode)
        self.state = .known(state)
        self.isDrifting = isDrifting
        self.declaredBy = declaredBy
        self.families = families
        self.openIncidents = openIncidents
        self.tokensMilli = tokensMilli
        self.words = words
    }
}

extension WorkloadAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        workload = try fields.workload("workload")
        image = try fields.optionalString("image")
        containers = try fields.integer("containers")
        mode = try fields.word("mode")
        state = try fields.word("state")
        isDrifting = try fields.bool("drifting")
        declaredBy = try fields.optionalString("declared_by")
        families = try fields.items("families")
        openIncidents = try fields.integer("open_incidents")
        tokensMilli = try fields.integer("tokens_milli")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "workload": .workload(workload),
            "image": .optional(image),
            "containers": .integer(containers),
            "mode": .string(mode.text),
            "state": .string(state.text),
            "drifting": .bool(isDrifting),
            "declared_by": .optional(declaredBy),
            "families": .array(families.map(\.json)),
            "open_incidents": .integer(openIncidents),
            "tokens_milli": .integer(tokensMilli),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
