package import BehaviourModel

/// A stored line on its way out: its bytes, and what projections and filters ask of it.
package struct OutboundLine: Sendable {
    /// Its place in the collector's store.
    package let position: Int64
    /// The agent that it came from, by its certificate.
    package let agent: String
    /// When the collector stored it, Unix nanoseconds.
    package let received: Int64
    /// As stored.
    package let bytes: [UInt8]
    package let json: JSONValue

    /// A line that is no JSON cannot have been stored; it reads as an empty record.
    package init(position: Int64, agent: String, received: Int64, bytes: [UInt8]) {
        self.position = position
        self.agent = agent
        self.received = received
        self.bytes = bytes
        json = (try? JSONParser.parse(bytes, limits: .init(bytes: 8 << 20))) ?? .object(JSONObject())
    }

    /// The agent that it is about: of the collector's own alerts the one that they name.
    package var subject: String {
        guard agent == AgentName.collector else { return agent }
        return json["finding"]?["agent"]?.string ?? json["condition"]?["agent"]?.string ?? agent
    }

    /// A line that may overdraw a budget: a critical one, and that an agent fell silent or floods, which is told once a spell.
    package var isUrgent: Bool {
        severity == .critical || (agent == AgentName.collector && json["condition"] != nil && severity == .high)
    }

    package var isAlert: Bool { json["schema"]?.string == Alert.schema }
    package var schema: String { json["schema"]?.string ?? "" }
    package var id: String { json["id"]?.string ?? "" }
    package var epoch: String { json["epoch"]?.string ?? "" }
    /// Of a tombstone, the last line that it stands for.
    package var sequence: Int64 { json["sequence"]?.integer ?? json["last"]?.integer ?? 0 }
    package var kind: String { isAlert ? json["kind"]?.string ?? "unknown" : "record" }
    package var severityWord: String { json["severity"]?.string ?? "none" }
    package var incident: String? { json["incident"]?.string }
    package var isUpdate: Bool { json["update"]?.bool ?? false }
    package var tripwire: String? { json["tripwire"]?.string }

    /// nil for words of a later version, and where there is none.
    package var severity: Severity? { Severity.allCases.first { $0.text == severityWord } }

    /// `scope/name`.
    package var workload: String? {
        guard let scope = json["workload"]?["scope"]?.string, let name = json["workload"]?["name"]?.string else {
            return nil
        }
        return scope + "/" + name
    }

    /// Wall time of the act, Unix nanoseconds; when it was received where it does not say.
    package var time: Int64 {
        json["time"]?.string.flatMap { try? TimeText.parse($0) } ?? received
    }

    /// What tells this line from every other, for receivers that drop repeats: agent, epoch and sequence.
    package var identity: String { "\(agent)/\(epoch)/\(sequence)" }
}
