import BehaviourModel
import Detection
import Testing

/// Whoever touches a tripwire with ever new names fills no list of alerts.
@Suite struct TripwireFloodTests {
    private let hourly = 12

    private func run(_ path: String, at minute: Double, _ stage: inout Stage) {
        var event = stage.event(.exec, 1, minute, episode: 5)
        event.executable = stage.texts.intern("/usr/sbin/nginx@image")
        event.subject = stage.texts.intern("\(path)@upper")
        event.subjectOrigin = .upper
        event.isNetworkFacing = true
        stage.send(event)
    }

    @Test func `four hundred names are twelve alerts and a number, and each is answered`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        for number in 0..<400 { run("/tmp/x\(number)", at: 1 + Double(number) / 20, &stage) }
        let asked = stage.take()
        stage.advance(to: 121)

        #expect(asked.count == 400)
        #expect(asked.filter(\.isTold).count == hourly)
        #expect(asked.filter(\.isTold).last?.remark?.contains("12 alerts of this tripwire in an hour") == true)
        let number = try #require(stage.findings.first { $0.tripwire != nil })
        #expect(stage.findings.filter { $0.tripwire != nil }.count == 1)
        #expect(number.remark?.hasPrefix("388 more touches") == true)
        #expect(number.isTold && number.isUpdate && number.process == nil)
    }

    @Test func `the next hour tells again`() {
        var stage = Stage()
        stage.start(1, at: 0)
        for number in 0..<50 { run("/tmp/x\(number)", at: 1, &stage) }
        _ = stage.take()
        run("/tmp/late", at: 130, &stage)

        #expect(stage.findings.filter { $0.process != nil }.map(\.isTold) == [true])
    }

    @Test func `other tripwires have an hour of their own`() {
        var stage = Stage()
        stage.start(1, at: 0)
        for number in 0..<50 { run("/tmp/x\(number)", at: 1, &stage) }
        _ = stage.take()
        stage.send(stage.event(.leftCgroup, 1, 2, episode: 9))

        #expect(stage.findings.map(\.tripwire) == ["outside-cgroup"])
        #expect(stage.findings.map(\.isTold) == [true])
    }

    @Test func `what was not delivered uses up nothing`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.delivers = false
        for number in 0..<50 { run("/tmp/x\(number)", at: 1, &stage) }

        #expect(stage.findings.allSatisfy { $0.isTold })
        stage.findings = []
        stage.advance(to: 121)
        #expect(stage.findings.isEmpty)
    }

    @Test func `the hour goes on after a restart`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        for number in 0..<20 { run("/tmp/x\(number)", at: 1, &stage) }
        let state = stage.detector.state
        stage.detector = try Detector(
            settings: stage.detector.settings, state: state, isSameBoot: true, keepsContainers: false)
        stage.findings = []
        stage.start(1, at: 2, started: 0)
        run("/tmp/y", at: 3, &stage)
        stage.advance(to: 121)

        #expect(stage.findings.first?.isTold == false)
        #expect(stage.findings.compactMap(\.remark).contains { $0.hasPrefix("9 more touches") })
    }
}
