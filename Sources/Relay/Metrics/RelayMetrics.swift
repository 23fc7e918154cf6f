internal import BehaviourModel
internal import WireProtocol

/// What the relay's `GET /metrics` says: its own figures, and the agent's by its newest heartbeat. Every name stands in
/// docs/metrics.md.
struct RelayMetrics {
    private var text = MetricsText()

    static func text(of values: RelayFigures.Values) -> String {
        var metrics = RelayMetrics()
        metrics.relay(values)
        if let heartbeat = values.heartbeat { metrics.agent(heartbeat, came: values.heartbeatCame) }
        return metrics.text.text
    }

    private mutating func relay(_ values: RelayFigures.Values) {
        text.gauge("yagura_relay_info", "The relay's version.", 1, ["version": ProgramVersion.text])
        text.gauge("yagura_relay_connected", "Whether the relay reads the agent's stream.", values.isConnected ? 1 : 0)
        text.counter(
            "yagura_relay_lines_delivered_total", "Lines that the collector has stored.", values.linesDelivered)
        text.counter(
            "yagura_relay_lines_refused_total", "Lines that the collector refused for good.", values.linesRefused)
        text.counter("yagura_relay_batches_total", "Requests with lines, repeated ones too.", values.batches)
        text.gauge("yagura_relay_batches_held", "Batches in memory, at most 2.", values.batchesHeld)
        text.family("yagura_relay_requests_total", "counter", "Requests by status code; none without an answer.")
        for (code, count) in values.requests.sorted(by: { $0.key < $1.key }) {
            text.sample("yagura_relay_requests_total", count, ["code": code])
        }
        text.counter("yagura_relay_sent_bytes_total", "Bytes of request bodies, compressed.", values.bytesSent)
        text.counter("yagura_relay_retries_total", "Repeated requests with lines.", values.retries)
        text.gauge("yagura_relay_pause_seconds", "The pause that runs after a failure.", values.pauseSeconds)
        text.gauge(
            "yagura_relay_last_delivery_timestamp_seconds", "When lines were delivered last; 0 before.",
            values.lastDelivery)
        text.counter("yagura_relay_heartbeats_total", "Heartbeats that the collector took.", values.heartbeatsSent)
        text.counter(
            "yagura_relay_heartbeats_failed_total", "Heartbeats that it did not take.", values.heartbeatsFailed)
        text.gauge(
            "yagura_relay_certificate_expiry_timestamp_seconds", "When the relay's certificate ends.",
            values.certificateExpires)
        text.counter("yagura_relay_certificate_reloads_total", "Renewed certificates taken.", values.certificateReloads)
        text.counter(
            "yagura_relay_certificate_reload_failures_total", "Changed files that could not be used.",
            values.certificateReloadFailures)
    }

    private mutating func agent(_ heartbeat: Heartbeat, came: Int64) {
        text.gauge(
            "yagura_agent_info", "The agent's name and version.", 1,
            ["agent": heartbeat.agent, "version": heartbeat.version, "epoch": heartbeat.epoch])
        text.gauge("yagura_agent_heartbeat_timestamp_seconds", "When its last heartbeat came.", came)
        text.family("yagura_agent_health", "gauge", "1 for the health that the agent has.")
        for health in Heartbeat.Health.allCases {
            text.sample(
                "yagura_agent_health", heartbeat.health.text == health.rawValue ? 1 : 0, ["health": health.rawValue]
            )
        }
        text.family("yagura_agent_sensor_working", "gauge", "Whether a sensor works.")
        for sensor in heartbeat.sensors {
            text.sample("yagura_agent_sensor_working", sensor.state == "working" ? 1 : 0, ["sensor": sensor.name])
        }
        text.gauge("yagura_agent_containers", "Running containers.", heartbeat.containers)
        text.gauge("yagura_agent_workloads", "Workloads that the agent knows.", heartbeat.workloads)
        text.counter("yagura_agent_events_total", "Events since the agent's start.", heartbeat.events)
        text.counter("yagura_agent_events_lost_total", "Events known to be lost since then.", heartbeat.lost)
        text.counter(
            "yagura_agent_held_back_total", "Anomalies held back by the budget since then.", heartbeat.heldBack)
        text.gauge("yagura_agent_stored_sequence", "Sequence of the newest stored line.", heartbeat.head.sequence)
        text.gauge("yagura_agent_acknowledged_sequence", "Sequence that the collector has.", heartbeat.acknowledged)
    }
}
