package import BehaviourModel

/// What to wait for, and how long at most.
package struct WaitArguments: ControlArguments {
    package enum Condition: String, Sendable, CaseIterable {
        /// The agent works.
        case ready
        /// Every covered family of the workload is scored (provisional or further).
        case learned
        /// Every covered family is complete.
        case complete
        /// An alert is stored.
        case alert
        /// A container is frozen.
        case frozen
        /// Every stored alert has been acknowledged by the collector.
        case delivered
    }

    package var condition: Condition
    /// `scope/name`, or the name where it is unambiguous.
    package var workload: String?
    /// A container's id, the beginning of one, or a name.
    package var container: String?
    /// With `alert` only: the tripwire that must have been touched.
    package var tripwire: String?
    package var timeout: Duration

    package init(
        condition: Condition, workload: String? = nil, container: String? = nil, tripwire: String? = nil,
        timeout: Duration
    ) {
        self.condition = condition
        self.workload = workload
        self.container = container
        self.tripwire = tripwire
        self.timeout = timeout
    }

    package static let names = ["for", "workload", "container", "tripwire", "timeout"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        condition = try fields.choice("for")
        workload = try fields.optionalString("workload")
        container = try fields.optionalString("container")
        tripwire = try fields.optionalString("tripwire")
        guard let timeout = try fields.optionalDuration("timeout") else {
            throw fields.error("timeout", expected: "a duration such as 30s", found: "nothing")
        }
        self.timeout = timeout
        if tripwire != nil, condition != .alert {
            throw fields.error("tripwire", expected: "none unless waiting for alert", found: "one")
        }
    }

    package var object: JSONObject {
        var object: JSONObject = ["for": .string(condition.rawValue)]
        object.set("workload", workload)
        object.set("container", container)
        object.set("tripwire", tripwire)
        object.set("timeout", timeout)
        return object
    }
}
