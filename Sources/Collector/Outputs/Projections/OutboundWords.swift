internal import BehaviourModel

/// A line in words, short enough for a chat or a log. Names in it are printable and cut; nothing is said that is not in the line.
package enum OutboundWords {
    /// Characters of one name.
    private static let most = 160

    /// What happened, in one line, without where.
    package static func headline(_ line: OutboundLine) -> String {
        switch line.kind {
        case "tripwire":
            let program = line.json["process"]?["executable"]?.string.map { ": " + cut($0) } ?? ""
            return "Tripwire \(cut(line.tripwire ?? "unnamed"))\(program)"
        case "response": return response(line)
        case "record": return record(line)
        default: break
        }
        if let items = line.json["items"]?.array, let first = heaviest(items) {
            let more = items.count > 1 ? " and \(items.count - 1) more" : ""
            return sentence(first) + more
        }
        if let remark = line.json["remark"]?.string { return PlainText.shortened(remark, to: 300) }
        return "Record of kind \(cut(line.kind))"
    }

    /// Where: workload, container, agent.
    package static func place(_ line: OutboundLine) -> String {
        var words = line.workload.map { "in \(cut($0))" } ?? "on the host"
        if let container = line.json["container"]?["name"]?.string { words += ", container \(cut(container))" }
        return words + ", agent \(cut(line.agent))"
    }

    /// How unlikely; nil where nothing was scored.
    package static func rarity(_ line: OutboundLine) -> String? {
        guard let score = line.json["score"], let bits = score["calibrated_millibits"]?.integer else { return nil }
        let floor = score["floor_millibits"]?.integer.map { ", floor \(tenths($0))" } ?? ""
        return "\(tenths(bits)) bits\(floor)"
    }

    /// What the agent does about it; nil when it only tells.
    package static func deed(_ line: OutboundLine) -> String? {
        guard line.kind != "response", let plan = line.json["response"]?["plan"]?.string else { return nil }
        switch line.json["response"]?["mode"]?.string {
        case "enforce": return "\(cut(plan)) ordered"
        case "rehearse": return "would \(cut(plan))"
        default: return nil
        }
    }

    /// Thousandths with one digit, rounded to the nearest: 13299 is `13.3`.
    package static func tenths(_ milli: Int64) -> String {
        let tenth = (milli.magnitude / 100) + (milli.magnitude % 100 >= 50 ? 1 : 0)
        return "\(milli < 0 && tenth > 0 ? "-" : "")\(tenth / 10).\(tenth % 10)"
    }

    static func cut(_ text: String) -> String { PlainText.shortened(text, to: most) }

    private static func heaviest(_ items: [JSONValue]) -> JSONValue? {
        items.max { ($0["millibits"]?.integer ?? 0) < ($1["millibits"]?.integer ?? 0) }
    }

    private static func record(_ line: OutboundLine) -> String {
        guard line.schema == "yagura.tombstone/1" else { return "Record of the schema \(cut(line.schema))" }
        let first = line.json["first"]?.integer ?? 0
        return "Records \(first) to \(line.sequence) were dropped by the agent to make room"
    }

    private static func response(_ line: OutboundLine) -> String {
        let response = line.json["response"]
        let reason = response?["reason"]?.string.map { ": " + PlainText.shortened($0, to: 300) } ?? ""
        return "\(cut(response?["plan"]?.string ?? "response")) \(cut(response?["outcome"]?.string ?? "told"))\(reason)"
    }

    /// `/usr/sbin/nginx@image: child /bin/sh@image`, in the vocabulary of the agent.
    private static func sentence(_ item: JSONValue) -> String {
        "New: \(cut(item["context"]?.string ?? "")): \(cut(item["item"]?.string ?? ""))"
    }
}
