import BehaviourModel
import Detection
import Testing

/// A test of detection: tripwires see it, nothing is learned from it.
@Suite struct CanaryTests {
    private func exec(_ stage: inout Stage, at minute: Double) {
        var event = stage.event(.exec, 9, minute, episode: 5)
        event.executable = stage.texts.intern("/canary@image")
        event.subject = stage.texts.intern("/dev/shm/canary-act@memory")
        event.subjectOrigin = .memory
        event.isNetworkFacing = true
        stage.send(event)
    }

    @Test func `a canary is told once, marked, and in no workload`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        let before = stage.detector.snapshot
        stage.detector.canaryStarted(ContainerKey(rawValue: 9), id: "abc")
        for _ in 1...3 { exec(&stage, at: 0) }

        let finding = try #require(stage.findings.first)
        #expect(stage.findings.count == 1)
        #expect(finding.kind == .tripwire)
        #expect(finding.tripwire == "upper-exec")
        #expect(finding.severity == .low)
        #expect(finding.workload == .canary)
        #expect(finding.container == ContainerKey(rawValue: 9))
        #expect(finding.remark?.hasPrefix("a test of detection (canary)") == true)
        #expect(stage.detector.canaryTouches(ContainerKey(rawValue: 9)) == ["upper-exec"])
        #expect(stage.detector.snapshot == before)
        #expect(stage.detector.status(of: .canary) == nil)
    }

    @Test func `what is stored of detection knows no canary`() {
        var (with, without) = (Stage(), Stage())
        with.detector.canaryStarted(ContainerKey(rawValue: 9), id: "abc")
        let event = without.event(.listen, 9, 0, episode: 5)
        without.send(event)
        with.send(event)
        // The one counts an unknown container's event, which the other knows: all else is alike.
        #expect(with.detector.counts.unknownContainer == 0)
        #expect(without.detector.counts.unknownContainer == 1)
        #expect(with.detector.state["workloads"] == without.detector.state["workloads"])
        #expect(with.detector.state["words"] == without.detector.state["words"])
    }

    @Test func `a workload of the same name is a workload all the same`() {
        var stage = Stage()
        stage.detector.canaryStarted(ContainerKey(rawValue: 9), id: "abc")
        stage.detector.containerStarted(
            ContainerKey(rawValue: 2), id: "real", workload: .canary, version: nil, started: stage.instant(0),
            isPartlyVisible: false, at: stage.instant(0), into: &stage.findings)
        stage.exec(2, "/a@image", "/b@image", at: 0)
        exec(&stage, at: 0)

        #expect(stage.detector.status(of: .canary)?.containers == [ContainerKey(rawValue: 2)])
        #expect(stage.detector.status(of: .canary)?.tripwires.isEmpty == true)
        #expect(stage.findings.map(\.severity) == [.low])
    }

    @Test func `an ended canary is forgotten`() {
        var stage = Stage()
        stage.detector.canaryStarted(ContainerKey(rawValue: 9), id: "abc")
        stage.end(9, at: 1)
        exec(&stage, at: 2)

        #expect(stage.findings.isEmpty)
        #expect(stage.detector.canaryTouches(ContainerKey(rawValue: 9)).isEmpty)
    }
}
