package import BehaviourModel

/// One container: an item of `containers`.
package struct ContainerAnswer: Hashable, Sendable {
    package var id: String
    package var name: String
    package var runtime: String
    package var workload: WorkloadIdentity
    package var image: String?
    package var digest: String?
    package var state: AlertWord<ContainerAnswer.State>
    /// The mode in force for it.
    package var mode: AlertWord<OperatingMode>
    /// Its first process in the host's numbering; 0 before the runtime has made it.
    package var pid: Int32
    package var cgroup: String
    /// Unix nanoseconds.
    package var started: Int64
    /// Some acts of its processes are unseen: it is older than audit, or no sensor sees them.
    package var isPartlyVisible: Bool
    /// Why, and what helps; null for a container that is fully visible.
    package var visibilityReason: String?
    package var processes: Int64
    /// Events since the agent knows it.
    package var events: Int64
    /// Events of its own known to be lost.
    package var lost: Int64
    /// The lease that runs on it.
    package var lease: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm { case running, frozen, ended }

    package init(
        id: String, name: String, runtime: String, workload: WorkloadIdentity, image: String? = nil,
        digest: String? = nil, state: State, mode: OperatingMode, pid: Int32, cgroup: String, started: Int64,
        isPartlyVisible: Bool = false, visibilityReason: String? = nil, processes: Int64, events: Int64, lost: Int64,
        lease: String? = nil
    ) {
        self.id = id
        self.name = name
        self.runtime = runtime
        self.workload = workload
        self.image = image
        self.digest = digest
        self.state = .known(state)
        self.mode = .known(mode)
        self.pid = pid
        self.cgroup = cgroup
        self.started = started
        self.isPartlyVisible = isPartlyVisible
        self.visibilityReason = visibilityReason
        self.processes = processes
        self.events = events
        self.lost = lost
        self.lease = lease
    }
}

extension ContainerAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        id = try fields.string("id")
        name = try fields.string("name")
        runtime = try fields.string("runtime")
        workload = try fields.workload("workload")
        image = try fields.optionalString("image")
        digest = try fields.optionalString("digest")
        state = try fields.word("state")
        mode = try fields.word("mode")
        pid = try fields.integer("pid")
        cgroup = try fields.string("cgroup")
        started = try fields.time("started")
        isPartlyVisible = try fields.bool("partly_visible")
        visibilityReason = try fields.optionalString("visibility_reason")
        processes = try fields.integer("processes")
        events = try fields.integer("events")
        lost = try fields.integer("lost")
        lease = try fields.optionalString("lease")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "id": .string(id),
            "name": .string(name),
            "runtime": .string(runtime),
            "workload": .workload(workload),
            "image": .optional(image),
            "digest": .optional(digest),
            "state": .string(state.text),
            "mode": .string(mode.text),
            "pid": .integer(Int64(pid)),
            "cgroup": .string(cgroup),
            "started": .time(started),
            "partly_visible": .bool(isPartlyVisible),
            "visibility_reason": .optional(visibilityReason),
            "processes": .integer(processes),
            "events": .integer(events),
            "lost": .integer(lost),
            "lease": .optional(lease),
        ]
        return known.adding(unknown: unknown)
    }
}
