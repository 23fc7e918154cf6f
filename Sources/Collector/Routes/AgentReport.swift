internal import BehaviourModel

/// One agent as people see it: what is known of it, and how it fares now.
struct AgentReport {
    private let record: AgentRecord
    private let conditions: [AgentCondition]
    private let heartbeat: JSONValue
    /// Seconds since the last heartbeat; nil before the first.
    let age: Int64?
    /// `ok`, `degraded`, `failed` as the agent says; `silent`, `new`.
    let health: String

    /// - Parameters:
    ///   - silence: an agent is silent when its last heartbeat is older.
    ///   - now: Unix nanoseconds.
    init(_ record: AgentRecord, _ conditions: [AgentCondition], silence: Duration, now: Int64) {
        self.record = record
        self.conditions = conditions
        heartbeat = record.heartbeat.flatMap { try? JSONParser.parse($0) } ?? .null
        age = record.heartbeatReceived.map { max(0, now &- $0) / 1_000_000_000 }
        // The clock may have been set back since: what was told of this heartbeat holds.
        let isTold = conditions.contains { $0.kind == .silent && $0.since == record.heartbeatReceived }
        health =
            if record.agent == AgentName.collector {
                // The collector has no heartbeat: it is the one who answers.
                "ok"
            } else if let age {
                isTold || age > silence.components.seconds ? "silent" : heartbeat["health"]?.string ?? "failed"
            } else {
                "new"
            }
    }

    /// A figure of the heartbeat.
    func figure(_ name: String) -> Int64? { heartbeat[name]?.integer }

    var json: JSONValue {
        var object: JSONObject = [
            "agent": .string(record.agent),
            "registered": Self.time(record.registered), "revoked": Self.time(record.revoked),
            "certificate_expires": Self.time(record.certificateExpires), "health": .string(health),
            "last_heartbeat": Self.time(record.heartbeatReceived), "silent_seconds": .optional(age),
            "last_line": Self.time(record.lastLine), "lines": .integer(record.lines),
            "head": .string(record.head.rawValue), "findings": .integer(record.findings),
            "epoch": .optional(record.epoch), "sensors": heartbeat["sensors"] ?? .array([]),
            "version": heartbeat["version"] ?? .null,
        ]
        object["conditions"] = .array(
            conditions.map {
                [
                    "kind": .string($0.kind.rawValue), "since": Self.time($0.since), "alert": .string($0.alert),
                ]
            })
        object["signed_head"] = heartbeat["head"] ?? .null
        for name in ["events", "lost", "held_back", "containers", "workloads", "acknowledged", "boot_ns"] {
            object[name] = heartbeat[name] ?? .null
        }
        return .object(object)
    }

    private static func time(_ nanoseconds: Int64?) -> JSONValue {
        .optional(nanoseconds.map { TimeText.format(unixNanoseconds: $0) })
    }
}
