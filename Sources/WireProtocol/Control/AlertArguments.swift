package import BehaviourModel

/// Which alerts are meant; without any argument all that were not held back.
package struct AlertFilter: ControlArguments {
    /// Alerts of this moment or later, Unix time in nanoseconds.
    package var sinceUnixNanoseconds: Int64?
    /// `scope/name`, or the name where it is unambiguous.
    package var workload: String?
    /// What was held back by the budget, instead of what was delivered.
    package var isHeld: Bool
    package var tripwire: String?

    package init(
        sinceUnixNanoseconds: Int64? = nil, workload: String? = nil, isHeld: Bool = false, tripwire: String? = nil
    ) {
        self.sinceUnixNanoseconds = sinceUnixNanoseconds
        self.workload = workload
        self.isHeld = isHeld
        self.tripwire = tripwire
    }

    package static let names = ["since", "workload", "held", "tripwire"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        sinceUnixNanoseconds = try fields.optionalTime("since")
        workload = try fields.optionalString("workload")
        isHeld = try fields.optionalBool("held") ?? false
        tripwire = try fields.optionalString("tripwire")
    }

    package var object: JSONObject {
        var object = JSONObject()
        object.set("since", sinceUnixNanoseconds.map { TimeText.format(unixNanoseconds: $0) })
        object.set("workload", workload)
        if isHeld { object["held"] = true }
        object.set("tripwire", tripwire)
        return object
    }
}

/// Closes an alert's incident, and says what it was.
package struct CloseArguments: ControlArguments {
    package var id: String
    package var closing: ControlMutation.Closing
    package var comment: String?

    package init(id: String, as closing: ControlMutation.Closing, comment: String? = nil) {
        self.id = id
        self.closing = closing
        self.comment = comment
    }

    package static let names = ["id", "as", "comment"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        id = try fields.string("id")
        closing = try fields.choice("as")
        comment = try fields.optionalString("comment")
    }

    package var object: JSONObject {
        var object: JSONObject = ["id": .string(id), "as": .string(closing.rawValue)]
        object.set("comment", comment)
        return object
    }
}

/// The alert to explain.
package struct ExplainArguments: ControlArguments {
    package var id: String

    package init(id: String) {
        self.id = id
    }

    package static let names = ["id"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        id = try fields.string("id")
    }

    package var object: JSONObject { ["id": .string(id)] }
}
