internal import BehaviourModel

/// The body of a generic webhook: `yagura.notification/1`, with the whole line inside.
package enum WebhookBody {
    package static let schema = "yagura.notification/1"

    package static func project(_ line: OutboundLine, _ note: OutboundNote) -> [UInt8] {
        let body: JSONObject = [
            "schema": .string(schema),
            "identity": .string(line.identity),
            "agent": .string(line.agent),
            "kind": .string(line.kind),
            "severity": .string(line.severityWord),
            "workload": line.workload.map { .string($0) } ?? .null,
            "text": .string(OutboundWords.headline(line)),
            "address": note.address(of: line).map { .string($0) } ?? .null,
            "withheld": .integer(Int64(note.withheld)),
            "test": .bool(note.isTest),
            "line": line.json,
        ]
        return CanonicalJSON.bytes(.object(body))
    }
}
