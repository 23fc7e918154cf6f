package import BehaviourModel

/// Acts on one container, or lists the leases that run.
package struct RespondArguments: ControlArguments {
    package enum Action: String, Sendable, CaseIterable {
        case freeze, thaw, isolate, release, tighten, kill, list

        /// Whether it holds for a time: a lease.
        var isLease: Bool {
            switch self {
            case .freeze, .isolate, .tighten: true
            case .thaw, .release, .kill, .list: false
            }
        }
    }

    package var action: Action
    /// A container's id, the beginning of one, or a name; nil for `list` only.
    package var target: String?
    /// How long a lease shall run; nil takes the configured time.
    package var duration: Duration?
    /// Say what would be done, do nothing.
    package var isDryRun: Bool

    package init(action: Action, target: String? = nil, duration: Duration? = nil, isDryRun: Bool = false) {
        self.action = action
        self.target = target
        self.duration = duration
        self.isDryRun = isDryRun
    }

    package static let names = ["action", "target", "for", "dry_run"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        action = try fields.choice("action")
        target = try fields.optionalString("target")
        duration = try fields.optionalDuration("for")
        isDryRun = try fields.optionalBool("dry_run") ?? false
        if action == .list {
            if target != nil { throw fields.error("target", expected: "none for list", found: "one") }
        } else if target?.isEmpty ?? true {
            throw fields.error("target", expected: "a container's id or name", found: "nothing")
        }
        if duration != nil, !action.isLease {
            throw fields.error("for", expected: "none for \(action.rawValue), which is no lease", found: "a duration")
        }
        if duration == .zero {
            throw fields.error("for", expected: "a duration longer than zero", found: "zero")
        }
    }

    package var object: JSONObject {
        var object: JSONObject = ["action": .string(action.rawValue)]
        object.set("target", target)
        object.set("for", duration)
        if isDryRun { object["dry_run"] = true }
        return object
    }
}
