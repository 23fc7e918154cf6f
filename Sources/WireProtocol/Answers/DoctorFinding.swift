package import BehaviourModel

/// One thing that `doctor` looked at.
package struct DoctorFinding: Hashable, Sendable {
    /// What was looked at, in a few words.
    package var check: String
    package var state: AlertWord<DoctorFinding.State>
    /// What is there.
    package var found: String
    /// What the operator can do; null when all is well.
    package var remedy: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm {
        case ok
        /// It works with less.
        case warning
        case problem
    }

    package init(
        check: String, state: State, found: String, remedy: String? = nil
    ) {
        self.check = check
        self.state = .known(state)
        self.found = found
        self.remedy = remedy
    }
}

extension DoctorFinding: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        check = try fields.string("check")
        state = try fields.word("state")
        found = try fields.string("found")
        remedy = try fields.optionalString("remedy")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "check": .string(check),
            "state": .string(state.text),
            "found": .string(found),
            "remedy": .optional(remedy),
        ]
        return known.adding(unknown: unknown)
    }
}
