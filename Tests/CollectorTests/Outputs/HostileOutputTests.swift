import BehaviourModel
import Foundation
import Testing

@testable import Collector

/// What a container chose cannot become a line, a colour, a mention or a message of its own at the receiver.
@Suite struct HostileOutputTests {
    private let line = OutputSamples.line(OutputSamples.hostile.json, agent: "node-7")
    private let note = OutboundNote(console: "https://collector.example:8443", withheld: 1)

    @Test(arguments: SyslogMessage.Body.allCases, [300, 2_048, 8_192, 262_144])
    func `a syslog message is one printable line of at most its size`(body: SyslogMessage.Body, limit: Int) throws {
        let message = SyslogMessage.project(line, note, facility: 16, body: body, limit: limit)

        #expect(message.count <= limit)
        let text = try #require(String(validating: message, as: UTF8.self))
        let strange = text.unicodeScalars.filter { PlainText.isDeceptive($0) && $0 != "\u{FEFF}" }
        #expect(strange.isEmpty)
        #expect(text.hasPrefix("<132>1 20"))
    }

    @Test func `structured data ends where it says`() throws {
        let text = String(
            decoding: SyslogMessage.project(line, note, facility: 16, body: .words, limit: 262_144), as: UTF8.self)

        let start = try #require(text.firstIndex(of: "["))
        var (isQuoted, isEscaped, end) = (false, false, text.endIndex)
        for index in text[start...].indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "]", !isQuoted {
                end = index
                break
            }
        }
        #expect(end < text.endIndex)
        #expect(text[text.index(after: end)...].hasPrefix(" \u{FEFF}New: "))
    }

    @Test func `a line in syslog is the same JSON`() throws {
        let text = String(
            decoding: SyslogMessage.project(line, note, facility: 16, body: .line, limit: 262_144), as: UTF8.self)

        let brace = try #require(text.range(of: " {\""))
        let json = try JSONParser.parse(String(text[text.index(after: brace.lowerBound)...]))
        #expect(json == line.json)
    }

    @Test(arguments: ["node 7", "node\n7", "", "n\u{301}"])
    func `a header token is printable ASCII`(agent: String) {
        let sample = OutputSamples.line(OutputSamples.shell.json, agent: agent)

        let message = SyslogMessage.project(sample, note, facility: 99, body: .words, limit: 2_048)

        let head = String(decoding: message, as: UTF8.self).split(separator: " ")
        #expect(head.count > 7)
        #expect(head[0] == "<187>1")
        #expect(head[2].utf8.allSatisfy { (33...126).contains($0) })
        #expect(head[3] == "yagura")
    }

    @Test func `a chat message holds hostile text in code spans only`() throws {
        let body = try JSONParser.parse(SlackBody.project(line, note))

        let text = try #require(body["text"]?.string)
        // Every second part between backticks is inside a span.
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            if index.isMultiple(of: 2) {
                #expect(!part.contains("channel") || part.contains("|Explanation in the console>"))
                #expect(!part.contains("@here"))
            } else {
                #expect(!part.contains("<") && !part.contains(">") && !part.contains("\n"))
            }
        }
        #expect(!text.contains("<!channel>"))
        #expect(text.utf8.count < 8_000)
        #expect(!text.unicodeScalars.contains { PlainText.isDeceptive($0) && $0 != "\n" })
    }

    @Test func `an address in a link holds the name percent-encoded, or is left out`() throws {
        let id = String(OutputSamples.hostileText.prefix(60))
        let named = OutputSamples.line(OutputSamples.alert(.anomaly, .low) { $0.id = id }.json)
        let address = try #require(note.address(of: named))

        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%:/?=&")
        #expect(address.allSatisfy { allowed.contains($0) })
        let parts = address.split(separator: "&")
        #expect(parts.count == 2 && parts.last == "agent=node-7")
        let encoded = try #require(parts.first?.split(separator: "=").last.map(String.init))
        #expect(encoded.removingPercentEncoding == id)
        #expect(note.address(of: line) == nil)
    }

    @Test func `labels of Alertmanager are bounded and printable`() throws {
        let body = AlertmanagerBody.project(line, note, now: 1, firing: Int64.max)

        let alert = try #require(try JSONParser.parse(body).array?.first)
        for part in ["labels", "annotations"] {
            for member in try #require(alert[part]?.object).members {
                let text = try #require(member.value.string)
                #expect(text.unicodeScalars.count < 2_000)
                #expect(!text.unicodeScalars.contains(where: PlainText.isDeceptive))
            }
        }
    }

    @Test func `dead letters are listed in printable lines`() {
        let letter = DeadLetter(
            output: "chat", position: 1, alert: OutputSamples.hostileText, agent: OutputSamples.hostileText, time: 1,
            cause: .refused, reason: OutputSamples.hostileText)

        for asJSON in [false, true] {
            for line in DeadLetterList.lines([letter], asJSON: asJSON) {
                #expect(!line.unicodeScalars.contains(where: PlainText.isDeceptive))
            }
        }
    }
}
