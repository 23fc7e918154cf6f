internal import BehaviourModel
internal import WireProtocol

/// Alerts as rows.
enum AlertTable {
    static let columns: [Table.Column] = [
        .text("TIME", minimum: 20), .text("SEVERITY", minimum: 8), .text("KIND", minimum: 8),
        Table.Column(title: "WORKLOAD", isFlexible: true, minimum: 12), .number("BITS"), .flexible("WHAT"), .text("ID"),
    ]

    static func cells(_ alert: Alert) -> [String] {
        [
            Figures.time(alert.unixNanoseconds), alert.severity.text, alert.kind.text + (alert.isUpdate ? "+" : ""),
            alert.workload.map { "\($0.scope)/\($0.name)" } ?? "-", Figures.milli(alert.score?.millibits), what(alert),
            alert.id,
        ]
    }

    /// For a stream, whose rows are printed one by one: the id comes first, what happened last, as long as it is.
    static let streamColumns: [Table.Column] = [
        .text("TIME", minimum: 20), .text("SEVERITY", minimum: 8), .text("KIND", minimum: 9), .text("ID", minimum: 16),
        .text("WORKLOAD", minimum: 16), .flexible("WHAT"),
    ]

    static func streamCells(_ alert: Alert) -> [String] {
        let cells = cells(alert)
        return [cells[0], cells[1], cells[2], cells[6], cells[3], cells[5]]
    }

    static func held(_ held: [HeldBackAnswer]) -> Table {
        var table = Table([
            .text("TIME"), .flexible("WORKLOAD"), .number("BITS"), .number("FLOOR"), .number("COUNT"), .flexible("WHY"),
            .text("ID"),
        ])
        for entry in held {
            table.add([
                Figures.time(entry.time), entry.workload.description, Figures.milli(entry.millibits),
                Figures.milli(entry.floorMillibits), "\(entry.count)", entry.reason, entry.id,
            ])
        }
        return table
    }

    /// What happened, in a few words: the response, the tripwire, the heaviest item.
    private static func what(_ alert: Alert) -> String {
        if let response = alert.response, let outcome = response.outcome {
            let reason = response.reason.map { ": \($0)" } ?? ""
            return "\(response.plan ?? "response") \(outcome.text)\(reason)"
        }
        var parts: [String] = []
        if let tripwire = alert.tripwire { parts.append("tripwire \(tripwire)") }
        if let item = alert.items.max(by: { $0.millibits < $1.millibits }) {
            let more = alert.items.count > 1 ? ", \(alert.items.count - 1) more" : ""
            parts.append("\(item.item) by \(item.context)\(more)")
        } else if let process = alert.process {
            parts.append("\(process.executable)@\(process.executableOrigin.text)")
        }
        return parts.isEmpty ? "-" : parts.joined(separator: ": ")
    }
}

/// An alert line as an item of an answer.
struct StoredAlert: AnswerItem {
    let alert: Alert

    init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        // The schema's name is no field of the value.
        _ = fields.value("schema")
        alert = try Alert(from: fields)
    }

    var object: JSONObject { alert.object }
}
