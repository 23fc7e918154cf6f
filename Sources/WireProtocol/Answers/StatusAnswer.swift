package import BehaviourModel

/// What the agent is and how it fares: the one item of `status`.
package struct StatusAnswer: Hashable, Sendable {
    /// The agent's name.
    package var agent: String
    package var version: String
    package var state: AlertWord<StatusAnswer.State>
    /// What is wrong, one sentence each; empty when all works.
    package var problems: [String]
    /// The host's mode; a workload may have its own.
    package var mode: AlertWord<OperatingMode>
    /// By how much time is compressed; 1 outside of trials.
    package var timeScale: Int64
    package var pid: Int32
    package var bootID: String
    package var epoch: String
    /// Unix nanoseconds.
    package var started: Int64
    package var sensors: [SensorStatus]
    /// Running containers.
    package var containers: Int64
    /// Of these, the ones in which connections and files are not seen; nil from an agent of an earlier version.
    package var partlyVisible: Int64?
    package var workloads: Int64
    /// Containers that are frozen by a lease of ours.
    package var frozen: Int64
    /// Events since the agent's start.
    package var events: Int64
    /// Events known to be lost since then; what the kernel lost without a number counts as one.
    package var dropped: Int64
    /// Where they were lost; only sources that lost something.
    package var losses: [LossCount]
    package var alerts: AlertCounts
    /// nil from an agent of an earlier version.
    package var stream: StreamStatus?
    /// Resident memory of the agent.
    package var memoryBytes: Int64
    /// Size of the store.
    package var storeBytes: Int64
    /// SHA-256 of the effective configuration.
    package var configuration: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package enum State: String, AlertTerm {
        case starting, ready
        /// It works, and something it should do it cannot: see `problems`.
        case degraded
        case stopping
    }

    package init(
        agent: String, version: String, state: State, problems: [String] = [], mode: OperatingMode, timeScale: Int64,
        pid: Int32, bootID: String, epoch: String, started: Int64, sensors: [SensorStatus] = [], containers: Int64,
        partlyVisible: Int64? = nil, workloads: Int64, frozen: Int64, events: Int64, dropped: Int64,
        losses: [LossCount] = [],
        alerts: AlertCounts, stream: StreamStatus? = nil, memoryBytes: Int64, storeBytes: Int64, configuration: String
    ) {
        self.agent = agent
        self.version = version
        self.state = .known(state)
        self.problems = problems
        self.mode = .known(mode)
        self.timeScale = timeScale
        self.pid = pid
        self.bootID = bootID
        self.epoch = epoch
        self.started = started
        self.sensors = sensors
        self.containers = containers
        self.partlyVisible = partlyVisible
        self.workloads = workloads
        self.frozen = frozen
        self.events = events
        self.dropped = dropped
        self.losses = losses
        self.alerts = alerts
        self.stream = stream
        self.memoryBytes = memoryBytes
        self.storeBytes = storeBytes
        self.configuration = configuration
    }
}

extension StatusAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        agent = try fields.string("agent")
        version = try fields.string("version")
        state = try fields.word("state")
        problems = try fields.strings("problems")
        mode = try fields.word("mode")
        timeScale = try fields.integer("time_scale")
        pid = try fields.integer("pid")
        bootID = try fields.string("boot_id")
        epoch = try fields.string("epoch")
        started = try fields.time("started")
        sensors = try fields.items("sensors")
        containers = try fields.integer("containers")
        partlyVisible = try fields.optionalInteger("partly_visible")
        workloads = try fields.integer("workloads")
        frozen = try fields.integer("frozen")
        events = try fields.integer("events")
        dropped = try fields.integer("dropped")
        losses = try fields.items("losses")
        alerts = try fields.item("alerts")
        if let part = try fields.optionalObject("stream") { stream = try StreamStatus(from: part) }
        memoryBytes = try fields.integer("memory_bytes")
        storeBytes = try fields.integer("store_bytes")
        configuration = try fields.string("configuration")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "agent": .string(agent),
            "version": .string(version),
            "state": .string(state.text),
            "problems": .strings(problems),
            "mode": .string(mode.text),
            "time_scale": .integer(timeScale),
            "pid": .integer(Int64(pid)),
            "boot_id": .string(bootID),
            "epoch": .string(epoch),
            "started": .time(started),
            "sensors": .array(sensors.map(\.json)),
            "containers": .integer(containers),
            "partly_visible": .optional(partlyVisible),
            "workloads": .integer(workloads),
            "frozen": .integer(frozen),
            "events": .integer(events),
            "dropped": .integer(dropped),
            "losses": .array(losses.map(\.json)),
            "alerts": .object(alerts.object),
            "stream": stream.map(\.json) ?? .null,
            "memory_bytes": .integer(memoryBytes),
            "store_bytes": .integer(storeBytes),
            "configuration": .string(configuration),
        ]
        return known.adding(unknown: unknown)
    }
}
