import BehaviourModel
import Detection
import Testing

@Suite struct QuietServiceTests {
    static let nginx = "/usr/sbin/nginx@image"

    /// A service whose start is all it ever does.
    static func service(_ change: (inout DetectorSettings) -> Void = { _ in }) -> Stage {
        var stage = Stage(change)
        stage.start(1, at: 0)
        stage.exec(1, "/usr/bin/runc@host", nginx, at: 0.1, episode: 1)
        stage.alive(nginx, in: 1, at: 0.1)
        stage.read(1, nginx, "/etc/passwd", at: 0.2, episode: 1)
        return stage
    }

    @Test func `a service that only runs stays silent for ever`() {
        var stage = Self.service()

        for day in 1...84 { stage.advance(to: Double(day) * 1440) }

        #expect(stage.findings.isEmpty)
    }

    @Test func `the first shell after one quiet watched day alerts, by the event that crosses`() throws {
        var stage = Self.service()
        stage.advance(to: 24 * 60 + 1)
        #expect(stage.findings.isEmpty)

        stage.exec(1, Self.nginx, "/bin/sh@image", at: 24 * 60 + 2)

        let finding = try #require(stage.findings.first)
        #expect(stage.findings.count == 1)
        #expect(finding.kind == .anomaly)
        #expect(!finding.isUpdate)
        #expect(finding.items.map(\.item) == ["child /bin/sh@image", "uid 0"])
        #expect(finding.items.first?.context == Self.nginx)
        #expect(finding.score?.millibits == finding.items.reduce(0) { $0 + $1.millibits })
        #expect(finding.score?.asHigh == 0)
        #expect(finding.learning?.state == .known(.provisional))
    }

    @Test(arguments: [0.0, 7, 14, 21, 28, 35, 42, 48, 53, 58])
    func `the minute at which a service starts does not lengthen the first day`(start: Double) {
        var stage = Stage()
        stage.start(1, at: start)
        stage.alive(Self.nginx, in: 1, at: start + 0.1)

        stage.exec(1, Self.nginx, "/bin/sh@image", at: start + 24 * 60 + 1)

        #expect(stage.findings.count == 1)
    }

    @Test func `after a quiet week a child of the one executable has 14.3 bits`() throws {
        var stage = Self.service()
        stage.advance(to: 7 * 1440 + 10)

        stage.exec(1, Self.nginx, "/bin/sh@image", at: 7 * 1440 + 10)

        let finding = try #require(stage.findings.first)
        let child = try #require(finding.items.first)
        // log2((10,089 + 1) / (1/2)): 10,090 windows less the start.
        #expect(child.millibits == 14301)
        #expect(child.exposedWindows == 10089)
        #expect(finding.severity == .high)
    }
}
