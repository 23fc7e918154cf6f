package import BehaviourModel

/// What a harmless act has to be so that this agent must see it: the answer to `test` without a canary.
package struct CanaryPlan: Hashable, Sendable {
    package var kind: AlertWord<TestArguments.Kind>
    /// The tripwire that it shall touch.
    package var tripwire: String
    /// What the act uses, inside the canary's root.
    package var path: String
    /// The mode that holds for a canary.
    package var mode: AlertWord<OperatingMode>
    /// What will be done, in words.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(kind: TestArguments.Kind, tripwire: String, path: String, mode: OperatingMode, words: String) {
        self.kind = .known(kind)
        self.tripwire = tripwire
        self.path = path
        self.mode = .known(mode)
        self.words = words
    }
}

extension CanaryPlan: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        kind = try fields.word("kind")
        tripwire = try fields.string("tripwire")
        path = try fields.string("path")
        mode = try fields.word("mode")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "kind": .string(kind.text),
            "tripwire": .string(tripwire),
            "path": .string(path),
            "mode": .string(mode.text),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

/// A canary as the agent sees it: once when it is watched, and once at the end.
package struct CanaryReport: Hashable, Sendable {
    /// The container's id.
    package var container: String
    /// Processes and events that the pipeline has attributed to it.
    package var processes: Int64
    package var events: Int64
    /// Tripwires that it has touched.
    package var touched: [String]
    /// How far its acts came, stage by stage.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(container: String, processes: Int64, events: Int64, touched: [String], words: String) {
        self.container = container
        self.processes = processes
        self.events = events
        self.touched = touched
        self.words = words
    }
}

extension CanaryReport: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        container = try fields.string("container")
        processes = try fields.integer("processes")
        events = try fields.integer("events")
        touched = try fields.strings("touched")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "container": .string(container),
            "processes": .integer(processes),
            "events": .integer(events),
            "touched": .strings(touched),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
