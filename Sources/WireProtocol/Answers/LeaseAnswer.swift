package import BehaviourModel

/// One response on one container: an item of `respond list`, and the answer to each `respond` action.
package struct LeaseAnswer: Hashable, Sendable {
    /// Names the lease; null for an act that is none, and for a dry run.
    package var lease: String?
    /// `freeze`, `thaw`, …
    package var action: String
    package var state: AlertWord<LeaseAnswer.State>
    /// The container's id.
    package var containerID: String
    package var containerName: String
    package var workload: WorkloadIdentity
    /// Who asked: `policy NAME`, or an operator by name or number.
    package var owner: String
    package var reason: String
    /// The alert that asked for it.
    package var alert: String?
    /// Unix nanoseconds of the act; null before it.
    package var since: Int64?
    /// When the lease ends; null for an act that is none.
    package var until: Int64?
    /// Nothing was done; this is what would be.
    package var isDryRun: Bool
    /// What was, or would be, done and confirmed.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm {
        case planned, applied
        /// The runtime took it over: its own pause or thaw came between.
        case takenOver = "taken_over"
        case ended, failed
    }

    package init(
        lease: String? = nil, action: String, state: State, containerID: String, containerName: String,
        workload: WorkloadIdentity, owner: String, reason: String, alert: String? = nil, since: Int64? = nil,
        until: Int64? = nil, isDryRun: Bool = false, words: String
    ) {
        self.lease = lease
        self.action = action
        self.state = .known(state)
        self.containerID = containerID
        self.containerName = containerName
        self.workload = workload
        self.owner = owner
        self.reason = reason
        self.alert = alert
        self.since = since
        self.until = until
        self.isDryRun = isDryRun
        self.words = words
    }
}

extension LeaseAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        lease = try fields.optionalString("lease")
        action = try fields.string("action")
        state = try fields.word("state")
        containerID = try fields.string("container")
        containerName = try fields.string("name")
        workload = try fields.workload("workload")
        owner = try fields.string("owner")
        reason = try fields.string("reason")
        alert = try fields.optionalString("alert")
        since = try fields.optionalTime("since")
        until = try fields.optionalTime("until")
        isDryRun = try fields.bool("dry_run")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "lease": .optional(lease),
            "action": .string(action),
            "state": .string(state.text),
            "container": .string(containerID),
            "name": .string(containerName),
            "workload": .workload(workload),
            "owner": .string(owner),
            "reason": .string(reason),
            "alert": .optional(alert),
            "since": .optionalTime(since),
            "until": .optionalTime(until),
            "dry_run": .bool(isDryRun),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}
