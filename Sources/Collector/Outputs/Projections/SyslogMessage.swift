internal import BehaviourModel

/// One message of RFC 5424: a header, structured data with the fields that a SIEM indexes, and the line itself or its words.
package enum SyslogMessage {
    /// The enterprise number that RFC 5612 keeps for documents: the project has none of its own.
    private static let element = "yagura@32473"

    /// What stands behind the structured data.
    package enum Body: String, CaseIterable, Hashable, Sendable {
        /// The stored line, JSON.
        case line
        /// One sentence.
        case words
    }

    /// - Parameters:
    ///   - facility: 0 to 23.
    ///   - limit: bytes of the whole message; a line that does not fit gives way to its words, words are cut.
    package static func project(
        _ line: OutboundLine, _ note: OutboundNote, facility: Int, body: Body, limit: Int
    ) -> [UInt8] {
        let head = header(line, facility: facility) + " " + structured(line, note) + " "
        if body == .line {
            let whole = Array((head + PlainText.escapedJSON(line.bytes)).utf8)
            if whole.count <= limit { return whole }
        }
        // The byte order mark says that UTF-8 follows (RFC 5424, 6.4).
        return cut(Array((head + "\u{FEFF}" + words(line, note)).utf8), to: limit)
    }

    /// Octet counting (RFC 6587, 3.4.1): what is inside can hold any byte and still not begin a message of its own.
    package static func framed(_ message: [UInt8]) -> [UInt8] { Array("\(message.count) ".utf8) + message }

    private static func header(_ line: OutboundLine, facility: Int) -> String {
        let priority = max(0, min(23, facility)) * 8 + severity(line)
        let time = TimeText.format(unixNanoseconds: line.time)
        // RFC 5424 allows six digits behind the point.
        let stamp = time.utf8.count == 30 ? time.prefix(26) + "Z" : time[...]
        return "<\(priority)>1 \(stamp) \(token(line.agent, 255)) yagura - \(token(line.kind, 32))"
    }

    private static func severity(_ line: OutboundLine) -> Int {
        switch line.severity {
        case .critical: 2
        case .high: 3
        case .medium: 4
        case .low: 5
        case nil: 6
        }
    }

    private static func structured(_ line: OutboundLine, _ note: OutboundNote) -> String {
        var fields: [(String, String?)] = [
            ("id", line.id.isEmpty ? nil : line.id), ("agent", line.agent), ("epoch", line.epoch),
            ("sequence", String(line.sequence)), ("kind", line.kind), ("severity", line.severityWord),
            ("workload", line.workload),
            ("incident", line.incident), ("tripwire", line.tripwire),
        ]
        let bits = line.json["score"]?["calibrated_millibits"]?.integer
        fields.append(("millibits", bits.map { String($0) }))
        if note.isTest { fields.append(("test", "true")) }
        let written = fields.compactMap { name, value in value.map { " \(name)=\"\(parameter($0))\"" } }
        return "[\(element)\(written.joined())]"
    }

    private static func words(_ line: OutboundLine, _ note: OutboundNote) -> String {
        var parts = ["\(note.isTest ? "TEST: " : "")\(OutboundWords.headline(line))", OutboundWords.place(line)]
        if let rarity = OutboundWords.rarity(line) { parts.append(rarity) }
        if let deed = OutboundWords.deed(line) { parts.append(deed) }
        return parts.joined(separator: "; ")
    }

    /// PRINTUSASCII: other bytes become `_`; empty becomes the nil value.
    private static func token(_ text: String, _ limit: Int) -> String {
        let bytes = text.utf8.prefix(limit).map { (33...126).contains($0) ? $0 : UInt8(ascii: "_") }
        return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
    }

    /// PARAM-VALUE: `"`, `\` and `]` behind a backslash (RFC 5424, 6.3.3).
    private static func parameter(_ text: String) -> String {
        var result = ""
        for character in PlainText.shortened(text, to: 200).unicodeScalars {
            if character == "\"" || character == "\\" || character == "]" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }

    /// At most `limit` bytes, ending with a whole character.
    private static func cut(_ bytes: [UInt8], to limit: Int) -> [UInt8] {
        guard bytes.count > limit else { return bytes }
        var end = max(0, limit)
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(bytes[..<end])
    }
}
