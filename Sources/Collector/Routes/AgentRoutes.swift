internal import BehaviourModel
internal import Hummingbird

/// `agents`: who there is, how it fares, whether it is silent.
struct AgentRoutes: Sendable {
    let registry: any AgentRegistry
    /// An agent is silent when its last heartbeat is older.
    let silence: Duration

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("agents") { _, _ in
            let now = WallClock.now
            let records = try await registry.agents()
            return Response.json(["agents": .array(records.map { json($0, now: now) })])
        }
    }

    private func json(_ record: AgentRecord, now: Int64) -> JSONValue {
        let heartbeat = record.heartbeat.flatMap { try? JSONParser.parse($0) } ?? .null
        let age = record.heartbeatReceived.map { max(0, now &- $0) / 1_000_000_000 }
        var object: JSONObject = [
            "agent": .string(record.agent),
            "registered": time(record.registered), "revoked": time(record.revoked),
            "certificate_expires": time(record.certificateExpires),
            "health": .string(health(record, heartbeat, age)),
            "last_heartbeat": time(record.heartbeatReceived), "silent_seconds": .optional(age),
            "last_line": time(record.lastLine), "lines": .integer(record.lines), "head": .string(record.head.rawValue),
            "findings": .integer(record.findings), "epoch": .optional(record.epoch),
            "sensors": heartbeat["sensors"] ?? .array([]), "version": heartbeat["version"] ?? .null,
        ]
        object["signed_head"] = heartbeat["head"] ?? .null
        for name in ["events", "lost", "held_back", "containers", "workloads", "acknowledged", "boot_ns"] {
            object[name] = heartbeat[name] ?? .null
        }
        return .object(object)
    }

    private func health(_ record: AgentRecord, _ heartbeat: JSONValue, _ age: Int64?) -> String {
        // The collector has no heartbeat: it is the one who answers.
        if record.agent == AgentName.collector { return "ok" }
        guard let age else { return "new" }
        if age > silence.components.seconds { return "silent" }
        return heartbeat["health"]?.string ?? "failed"
    }

    private func time(_ nanoseconds: Int64?) -> JSONValue {
        .optional(nanoseconds.map { TimeText.format(unixNanoseconds: $0) })
    }
}
