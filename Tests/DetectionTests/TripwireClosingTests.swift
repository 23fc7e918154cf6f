import BehaviourModel
import Detection
import Testing

/// What operators say of a tripwire's incident.
@Suite struct TripwireClosingTests {
    private let web = WorkloadIdentity(scope: "host", name: "web")

    private func run(_ path: String, at minute: Double, _ stage: inout Stage) {
        var event = stage.event(.exec, 1, minute, episode: 5)
        event.executable = stage.texts.intern("/usr/sbin/nginx@image")
        event.subject = stage.texts.intern("\(path)@upper")
        event.subjectOrigin = .upper
        event.isNetworkFacing = true
        stage.send(event)
    }

    private func close(
        _ incident: String, as closing: ControlMutation.Closing, at minute: Double, _ stage: inout Stage
    ) -> Bool {
        var findings: [Finding] = []
        return stage.detector.apply(
            .closeIncident(id: incident, as: closing, by: "ann", comment: nil), at: stage.instant(minute),
            into: &findings)
    }

    @Test func `expected is counted from then on, and neither told nor answered`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)
        let incident = try #require(stage.take().first?.incident)
        let isClosed = close(incident, as: .expected, at: 2, &stage)
        run("/tmp/x", at: 3, &stage)

        #expect(isClosed && stage.findings.isEmpty)
        #expect(stage.detector.status(of: web)?.tripwires.map(\.isAccepted) == [true])
        #expect(stage.detector.status(of: web)?.tripwires.map(\.count) == [2])
        run("/tmp/y", at: 4, &stage)
        #expect(stage.findings.map(\.isTold) == [true])
    }

    @Test(arguments: [ControlMutation.Closing.attack, .noise])
    func `else the next touch is news, in an incident of its own`(closing: ControlMutation.Closing) throws {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)
        let incident = try #require(stage.take().first?.incident)
        let isClosed = close(incident, as: closing, at: 1.1, &stage)
        run("/tmp/x", at: 1.2, &stage)

        let next = try #require(stage.findings.first)
        #expect(isClosed && next.isTold && !next.isUpdate)
        #expect(next.incident != incident)
    }

    @Test func `a word can be taken back`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)
        let incident = try #require(stage.take().first?.incident)
        let isAccepted = close(incident, as: .expected, at: 2, &stage)
        let isTakenBack = close(incident, as: .attack, at: 3, &stage)
        run("/tmp/x", at: 4, &stage)

        #expect(isAccepted && isTakenBack)
        #expect(stage.findings.map(\.isTold) == [true])
    }

    @Test func `nobody's incident is not closed`() {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)

        let isClosed = close("i-0000000000000000", as: .expected, at: 2, &stage)
        let isEmptyClosed = close("", as: .expected, at: 2, &stage)
        #expect(!isClosed && !isEmptyClosed)
    }
}
