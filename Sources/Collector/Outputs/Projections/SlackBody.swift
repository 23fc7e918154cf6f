internal import BehaviourModel

/// The body of a Slack-compatible incoming webhook (Slack, Mattermost, Rocket.Chat): one `text` in their common markup.
///
/// Names stand in code spans, where no receiver looks for mentions or links; what would end a span or begin an entity is replaced.
package enum SlackBody {
    package static func project(_ line: OutboundLine, _ note: OutboundNote) -> [UInt8] {
        var lines = [title(line, note), span(OutboundWords.headline(line))]
        let arguments = (line.json["process"]?["arguments"]?.array ?? []).compactMap(\.string)
        if !arguments.isEmpty { lines.append("ran " + span(arguments.joined(separator: " "))) }
        var facts: [String] = []
        if let rarity = OutboundWords.rarity(line) { facts.append(rarity) }
        if let deed = OutboundWords.deed(line) { facts.append(span(deed)) }
        if line.isUpdate { facts.append("joins an open incident") }
        if !facts.isEmpty { lines.append(facts.joined(separator: " · ")) }
        if let withheld = note.withheldWords { lines.append("_\(withheld)_") }
        if let address = note.address(of: line) {
            // Slack reads the three characters of its mark-up as entities in addresses too.
            lines.append("<\(address.split(separator: "&").joined(separator: "&amp;"))|Explanation in the console>")
        }
        return CanonicalJSON.bytes(.object(["text": .string(lines.joined(separator: "\n"))]))
    }

    private static func title(_ line: OutboundLine, _ note: OutboundNote) -> String {
        let severity = line.severity?.text ?? "record"
        return "\(note.isTest ? "TEST, nothing happened. " : "")*\(severity)* \(span(OutboundWords.place(line)))"
    }

    /// Hostile text as a code span of at most 300 characters.
    static func span(_ text: String) -> String {
        let clean = PlainText.shortened(text, to: 300)
        var result = "`"
        for scalar in clean.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // U+02CB looks like a backtick and ends nothing.
            case "`": result += "\u{2CB}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "`"
    }
}
