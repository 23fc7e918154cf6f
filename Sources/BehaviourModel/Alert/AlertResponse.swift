/// What was, would be or has been done about it.
package struct AlertResponse: Hashable, Sendable {
    package var mode: AlertWord<OperatingMode>
    /// The act, such as `freeze`.
    package var plan: String?
    /// The lease it runs under.
    package var lease: String?
    /// What became of the plan; only in records of kind `response`.
    package var outcome: AlertWord<Outcome>?
    /// Why it failed or ended, in words; only in records of kind `response`.
    package var reason: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum Outcome: String, AlertTerm { case applied, failed, ended }

    package init(
        mode: OperatingMode, plan: String? = nil, lease: String? = nil, outcome: Outcome? = nil, reason: String? = nil
    ) {
        self.mode = .known(mode)
        self.plan = plan
        self.lease = lease
        self.outcome = outcome.map { .known($0) }
        self.reason = reason
    }
}

extension AlertResponse: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        mode = try fields.word("mode")
        plan = try fields.optionalString("plan")
        lease = try fields.optionalString("lease")
        outcome = try fields.optionalWord("outcome")
        reason = try fields.optionalString("reason")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        var known: JSONObject = [
            "mode": .string(mode.text),
            "plan": .optional(plan),
            "lease": .optional(lease),
        ]
        if let value = outcome { known["outcome"] = .string(value.text) }
        if let value = reason { known["reason"] = .string(value) }
        return known.adding(unknown: unknown)
    }
}
