package import BehaviourModel

/// That an agent lives, how it fares, and where its chain of stored lines ends: `yagura.heartbeat/1`.
package struct Heartbeat: Hashable, Sendable {
    package enum Health: String, AlertTerm {
        case ok
        /// It works, and something it should do it cannot.
        case degraded
        /// It watches nothing.
        case failed
    }

    /// One sensor and whether it works.
    package struct Sensor: Hashable, Sendable {
        package var name: String
        /// `working`, `refused`, `failed`, `off`.
        package var state: String
        package var detail: String

        package init(name: String, state: String, detail: String) {
            self.name = name
            self.state = state
            self.detail = detail
        }
    }

    package var agent: String
    package var epoch: String
    /// Unix nanoseconds.
    package var time: Int64
    package var bootNanoseconds: UInt64
    package var bootID: String
    package var version: String
    package var health: AlertWord<Heartbeat.Health>
    package var sensors: [Sensor]
    /// Running containers.
    package var containers: Int64
    package var workloads: Int64
    /// Since the agent's start: events seen, and events known to be lost.
    package var events: Int64
    package var lost: Int64
    /// Anomalies held back by the budget, since the agent's start.
    package var heldBack: Int64
    /// The newest stored line of the epoch.
    package var head: ChainHead
    /// The sequence of the epoch up to which the collector has acknowledged.
    package var acknowledged: Int64
    /// Members of a later version; they are signed as the others are.
    package var unknown = JSONObject()

    package init(
        agent: String, epoch: String, time: Int64, bootNanoseconds: UInt64, bootID: String, version: String,
        health: Health, sensors: [Sensor], containers: Int64, workloads: Int64, events: Int64, lost: Int64,
        heldBack: Int64, head: ChainHead, acknowledged: Int64
    ) {
        self.agent = agent
        self.epoch = epoch
        self.time = time
        self.bootNanoseconds = bootNanoseconds
        self.bootID = bootID
        self.version = version
        self.health = .known(health)
        self.sensors = sensors
        self.containers = containers
        self.workloads = workloads
        self.events = events
        self.lost = lost
        self.heldBack = heldBack
        self.head = head
        self.acknowledged = acknowledged
    }
}
