internal import BehaviourModel

/// The body of Alertmanager's `POST /api/v2/alerts`: one alert, named by its incident, so that updates join it there too.
package enum AlertmanagerBody {
    /// - Parameters:
    ///   - now: Unix nanoseconds; the alert fires until `firing` nanoseconds behind it, for nothing here says that it is over.
    package static func project(_ line: OutboundLine, _ note: OutboundNote, now: Int64, firing: Int64) -> [UInt8] {
        var labels: JSONObject = [
            "alertname": .string("Yagura" + name(line.kind)),
            "kind": .string(OutboundWords.cut(line.kind)),
            "severity": .string(OutboundWords.cut(line.severityWord)),
            "agent": .string(OutboundWords.cut(line.agent)),
        ]
        if let workload = line.workload { labels["workload"] = .string(OutboundWords.cut(workload)) }
        if let tripwire = line.tripwire { labels["tripwire"] = .string(OutboundWords.cut(tripwire)) }
        if let incident = line.incident {
            labels["incident"] = .string(OutboundWords.cut(incident))
        } else {
            labels["id"] = .string(OutboundWords.cut(line.id.isEmpty ? line.identity : line.id))
        }
        if note.isTest { labels["test"] = .string("true") }
        var annotations: JSONObject = [
            "summary": .string("\(note.isTest ? "TEST: " : "")\(OutboundWords.headline(line))"),
            "description": .string(description(line, note)),
            "id": .string(OutboundWords.cut(line.id)),
        ]
        if let withheld = note.withheldWords { annotations["withheld"] = .string(withheld) }
        var alert: JSONObject = [
            "labels": .object(labels), "annotations": .object(annotations),
            "startsAt": .string(TimeText.format(unixNanoseconds: min(line.time, now))),
            "endsAt": .string(TimeText.format(unixNanoseconds: now &+ firing)),
        ]
        if let address = note.address(of: line) { alert["generatorURL"] = .string(address) }
        return CanonicalJSON.bytes(.array([.object(alert)]))
    }

    private static func description(_ line: OutboundLine, _ note: OutboundNote) -> String {
        [OutboundWords.place(line), OutboundWords.rarity(line), OutboundWords.deed(line)].compactMap(\.self)
            .joined(separator: "; ")
    }

    /// `behaviour_changed` as `BehaviourChanged`; a kind of a later version as `Record`.
    private static func name(_ kind: String) -> String {
        switch kind {
        case "anomaly": "Anomaly"
        case "tripwire": "Tripwire"
        case "behaviour_changed": "BehaviourChanged"
        case "response": "Response"
        case "loss": "Loss"
        case "guard_rail": "GuardRail"
        case "health": "Health"
        default: "Record"
        }
    }
}
