internal import BehaviourModel
internal import WireProtocol

/// The figures in the text format of Prometheus. Every name stands in docs/metrics.md.
struct MetricsText {
    private var text = ""

    static func render(_ values: RelayFigures.Values) -> String {
        var writer = MetricsText()
        writer.relay(values)
        if let heartbeat = values.heartbeat { writer.agent(heartbeat, came: values.heartbeatCame) }
        return writer.text
    }

    private mutating func relay(_ values: RelayFigures.Values) {
        gauge("yagura_relay_info", "The relay's version.", 1, ["version": ProgramVersion.text])
        gauge("yagura_relay_connected", "Whether the relay reads the agent's stream.", values.isConnected ? 1 : 0)
        counter("yagura_relay_lines_delivered_total", "Lines that the collector has stored.", values.linesDelivered)
        counter("yagura_relay_lines_refused_total", "Lines that the collector refused for good.", values.linesRefused)
        counter("yagura_relay_batches_total", "Requests with lines, repeated ones too.", values.batches)
        gauge("yagura_relay_batches_held", "Batches in memory, at most 2.", values.batchesHeld)
        family("yagura_relay_requests_total", "counter", "Requests by status code; none without an answer.")
        for (code, count) in values.requests.sorted(by: { $0.key < $1.key }) {
            sample("yagura_relay_requests_total", "\(count)", ["code": code])
        }
        counter("yagura_relay_sent_bytes_total", "Bytes of request bodies, compressed.", values.bytesSent)
        counter("yagura_relay_retries_total", "Repeated requests with lines.", values.retries)
        gauge("yagura_relay_pause_seconds", "The pause that runs after a failure.", values.pauseSeconds)
        gauge(
            "yagura_relay_last_delivery_timestamp_seconds", "When lines were delivered last; 0 before.",
            values.lastDelivery)
        counter("yagura_relay_heartbeats_total", "Heartbeats that the collector took.", values.heartbeatsSent)
        counter("yagura_relay_heartbeats_failed_total", "Heartbeats that it did not take.", values.heartbeatsFailed)
        gauge(
            "yagura_relay_certificate_expiry_timestamp_seconds", "When the relay's certificate ends.",
            values.certificateExpires)
        counter("yagura_relay_certificate_reloads_total", "Renewed certificates taken.", values.certificateReloads)
        counter(
            "yagura_relay_certificate_reload_failures_total", "Changed files that could not be used.",
            values.certificateReloadFailures)
    }

    private mutating func agent(_ heartbeat: Heartbeat, came: Int64) {
        gauge(
            "yagura_agent_info", "The agent's name and version.", 1,
            ["agent": heartbeat.agent, "version": heartbeat.version, "epoch": heartbeat.epoch])
        gauge("yagura_agent_heartbeat_timestamp_seconds", "When its last heartbeat came.", came)
        family("yagura_agent_health", "gauge", "1 for the health that the agent has.")
        for health in Heartbeat.Health.allCases {
            sample(
                "yagura_agent_health", heartbeat.health.text == health.rawValue ? "1" : "0", ["health": health.rawValue]
            )
        }
        family("yagura_agent_sensor_working", "gauge", "Whether a sensor works.")
        for sensor in heartbeat.sensors {
            sample("yagura_agent_sensor_working", sensor.state == "working" ? "1" : "0", ["sensor": sensor.name])
        }
        gauge("yagura_agent_containers", "Running containers.", heartbeat.containers)
        gauge("yagura_agent_workloads", "Workloads that the agent knows.", heartbeat.workloads)
        counter("yagura_agent_events_total", "Events since the agent's start.", heartbeat.events)
        counter("yagura_agent_events_lost_total", "Events known to be lost since then.", heartbeat.lost)
        counter("yagura_agent_held_back_total", "Anomalies held back by the budget since then.", heartbeat.heldBack)
        gauge("yagura_agent_stored_sequence", "Sequence of the newest stored line.", heartbeat.head.sequence)
        gauge("yagura_agent_acknowledged_sequence", "Sequence that the collector has.", heartbeat.acknowledged)
    }

    private mutating func counter(_ name: String, _ help: String, _ value: some BinaryInteger) {
        family(name, "counter", help)
        sample(name, "\(value)", [:])
    }

    private mutating func gauge(
        _ name: String, _ help: String, _ value: some CustomStringConvertible,
        _ labels: KeyValuePairs<String, String> = [:]
    ) {
        family(name, "gauge", help)
        sample(name, "\(value)", labels)
    }

    private mutating func family(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func sample(_ name: String, _ value: String, _ labels: KeyValuePairs<String, String>) {
        let inside = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += inside.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }

    /// The format knows three escapes in a label's value.
    private static func escaped(_ value: String) -> String {
        var output = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\"": output += "\\\""
            case "\n": output += "\\n"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
