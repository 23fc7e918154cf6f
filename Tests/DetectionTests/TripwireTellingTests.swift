import BehaviourModel
import Detection
import Testing

/// Telling and answering are two things: each touch may be answered, an alert is told once a day and container.
@Suite struct TripwireTellingTests {
    private let day = 24.0 * 60
    private let web = WorkloadIdentity(scope: "host", name: "web")

    private func run(_ path: String, in key: UInt32 = 1, at minute: Double, _ stage: inout Stage) {
        var event = stage.event(.exec, key, minute, episode: 5)
        event.executable = stage.texts.intern("/usr/sbin/nginx@image")
        event.subject = stage.texts.intern("\(path)@upper")
        event.subjectOrigin = .upper
        event.isNetworkFacing = true
        stage.send(event)
    }

    private func told(_ stage: Stage) -> [Finding] { stage.findings.filter(\.isTold) }

    @Test func `each touch may be answered, whatever was told`() {
        var stage = Stage()
        stage.start(1, at: 0)
        for hour in 0..<3 { run("/tmp/x", at: Double(hour * 60 + 1), &stage) }

        #expect(stage.findings.count == 3)
        #expect(told(stage).count == 1)
        #expect(stage.findings.allSatisfy { $0.severity == .critical && $0.process != nil && $0.learning != nil })
        #expect(Set(stage.findings.map(\.incident)).count == 1)
    }

    @Test func `another replica and another day are told, as more of one incident`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.start(2, at: 0)
        run("/tmp/x", at: 1, &stage)
        run("/tmp/x", in: 2, at: 2, &stage)
        run("/tmp/x", in: 2, at: 3, &stage)
        run("/tmp/x", in: 1, at: day + 1, &stage)

        #expect(told(stage).map(\.container.rawValue) == [1, 2, 1])
        #expect(told(stage).map(\.isUpdate) == [false, true, true])
        #expect(Set(told(stage).map(\.incident)).count == 1)
    }

    @Test func `what was not delivered is told as soon as it can be`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.delivers = false
        for minute in 1...50 { run("/tmp/x", at: Double(minute), &stage) }
        stage.delivers = true
        stage.findings = []
        run("/tmp/x", at: 51, &stage)
        run("/tmp/x", at: 52, &stage)

        #expect(stage.findings.map(\.isTold) == [true, false])
        #expect(stage.findings.first?.isUpdate == false)
        #expect(stage.detector.status(of: web)?.tripwires.map(\.count) == [52])
    }

    @Test func `a restart tells nothing twice, and still asks`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)
        let first = try #require(stage.take().first)
        let state = stage.detector.state
        stage.detector = try Detector(
            settings: stage.detector.settings, state: state, isSameBoot: true, keepsContainers: false)
        stage.start(1, at: 2, started: 0)
        run("/tmp/x", at: 3, &stage)

        #expect(stage.findings.map(\.isTold) == [false])
        #expect(stage.findings.first?.incident == first.incident)
    }

    @Test func `a state without what was told is read`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        run("/tmp/x", at: 1, &stage)
        let state = stage.detector.state.replacing("tripwires") { rows in
            .array((rows.array ?? []).map { .array(Array(($0.array ?? []).prefix(4))) })
        }
        stage.detector = try Detector(
            settings: stage.detector.settings, state: state, isSameBoot: true, keepsContainers: false)
        stage.findings = []
        stage.start(1, at: 2, started: 0)
        run("/tmp/x", at: 3, &stage)

        #expect(stage.findings.map(\.isTold) == [true])
        #expect(stage.detector.status(of: web)?.tripwires.map(\.count) == [2])
    }
}

extension JSONValue {
    /// The value with each member of this name changed, however deep.
    func replacing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        if let array { return .array(array.map { $0.replacing(name, change) }) }
        guard case .object(var object) = self else { return self }
        for key in object.keys {
            guard let value = object[key] else { continue }
            object[key] = key == name ? change(value) : value.replacing(name, change)
        }
        return .object(object)
    }
}
