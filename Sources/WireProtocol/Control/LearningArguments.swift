package import BehaviourModel

/// Shows how far learning is, declares it complete, or begins it anew.
package struct LearningArguments: ControlArguments {
    package enum Action: String, Sendable, CaseIterable { case show, complete, restart }

    package var action: Action
    /// `scope/name`, or the name where it is unambiguous; nil means every workload.
    package var workload: String?

    package init(action: Action, workload: String? = nil) {
        self.action = action
        self.workload = workload
    }

    package static let names = ["action", "workload"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        action = try fields.choice("action")
        workload = try fields.optionalString("workload")
    }

    package var object: JSONObject {
        var object: JSONObject = ["action": .string(action.rawValue)]
        object.set("workload", workload)
        return object
    }
}

/// Looks at a workload's baseline, or changes it.
package struct BaselineArguments: ControlArguments {
    package enum Action: String, Sendable, CaseIterable {
        case show, diff, review, accept, reject, export, `import`, verify
    }

    package var action: Action
    /// `scope/name`, or the name where it is unambiguous.
    package var workload: String

    package init(action: Action, workload: String) {
        self.action = action
        self.workload = workload
    }

    package static let names = ["action", "workload"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        action = try fields.choice("action")
        workload = try fields.string("workload")
    }

    package var object: JSONObject {
        ["action": .string(action.rawValue), "workload": .string(workload)]
    }
}
