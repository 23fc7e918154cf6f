import BehaviourModel
import Foundation
import Testing

@testable import Collector

/// Each projection of each sample, byte for byte. `UPDATE_GOLDENS=1` writes them anew.
@Suite struct ProjectionGoldenTests {
    private static let note = OutboundNote(console: "https://collector.example:8443", withheld: 2)
    private static let now = OutputSamples.received + 1_000_000_000

    private static let projections: [(name: String, project: @Sendable (OutboundLine) -> [UInt8])] = [
        ("webhook", { WebhookBody.project($0, note) }), ("slack", { SlackBody.project($0, note) }),
        ("alertmanager", { AlertmanagerBody.project($0, note, now: now, firing: 3_600_000_000_000) }),
        ("syslog-line", { SyslogMessage.project($0, note, facility: 16, body: .line, limit: 8_192) }),
        ("syslog-words", { SyslogMessage.project($0, note, facility: 10, body: .words, limit: 8_192) }),
    ]

    @Test(arguments: ["webhook", "slack", "alertmanager", "syslog-line", "syslog-words"])
    func `each sample is projected as recorded`(name: String) throws {
        let projection = try #require(Self.projections.first { $0.name == name })
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name).golden")

        var text = ""
        for sample in OutputSamples.all {
            text += "# \(sample.name)\n\(String(decoding: projection.project(sample.line), as: UTF8.self))\n"
        }

        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try Data(text.utf8).write(to: path)
        }
        let golden = try String(decoding: Data(contentsOf: path), as: UTF8.self)
        #expect(text == golden)
    }

    @Test func `a projection is the same each time, and knows no clock`() {
        for projection in Self.projections {
            for sample in OutputSamples.all {
                #expect(projection.project(sample.line) == projection.project(sample.line))
            }
        }
    }
}
