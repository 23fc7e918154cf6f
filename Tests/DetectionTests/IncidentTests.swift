import BehaviourModel
import Testing

@testable import Detection

@Suite struct IncidentTests {
    static let nginx = QuietServiceTests.nginx

    /// A service that was quiet for 8 days; 3 tokens are not saved yet.
    private func learned(_ change: (inout DetectorSettings) -> Void = { _ in }) -> Stage {
        var stage = QuietServiceTests.service(change)
        stage.advance(to: 8 * 1440)
        return stage
    }

    @Test func `an attack that is ignored does not become normal`() throws {
        var stage = learned()
        stage.exec(1, Self.nginx, "/bin/sh@image", at: 8 * 1440 + 1)
        #expect(stage.take().count == 1)

        for hour in 1...48 { stage.exec(1, Self.nginx, "/bin/sh@image", at: Double(8 * 1440 + 60 * hour)) }

        let findings = stage.take()
        #expect(findings.allSatisfy { $0.isUpdate })
        #expect(findings.count == 2)  // a repeat is told once a day
        let workload = stage.detector.workloads[0]
        #expect(workload.incidents.count == 1)
        #expect(workload.incidents.first?.repeats == 48)
        #expect(workload.items.records.filter { $0.flags.contains(.quarantined) }.allSatisfy { $0.support == 0 })
    }

    @Test func `new items of an open incident are told at once and cost nothing`() throws {
        var stage = learned()
        stage.exec(1, Self.nginx, "/bin/sh@image", at: 11521, episode: 50)
        let tokens = stage.detector.workloads[0].bucket.tokensMilli
        stage.read(1, "/bin/sh@image", "/etc/shadow", at: 11521.1, episode: 50)
        stage.connect(1, "/bin/sh@image", 0x0808_0808, port: 4444, at: 11525, episode: 50)

        let findings = stage.take()
        #expect(findings.map(\.isUpdate) == [false, true, true])
        #expect(Set(findings.map(\.incident)).count == 1)
        #expect(findings[1].items.map(\.item) == ["child /bin/sh@image", "uid 0", "read /etc/shadow"])
        #expect(
            Set(findings[2].items.map(\.item)) == ["connect tcp 4444", "peer 8.8.8.8", "first public peer"])
        #expect(abs(stage.detector.workloads[0].bucket.tokensMilli - tokens) <= 1)  // four minutes refill it so much
    }

    @Test func `all that the window of an incident shows has passed, not only what crossed first`() throws {
        var stage = learned()
        stage.exec(1, Self.nginx, "/bin/sh@image", at: 11521, episode: 50)
        stage.read(1, "/bin/sh@image", "/etc/shadow", at: 11521.1, episode: 50)
        stage.connect(1, "/bin/sh@image", 0x0808_0808, port: 4444, at: 11525, episode: 50)  // another window: it joins

        let whole = stage.findings[1].items
        let passed = stage.detector.workloads[0].passed
        #expect(passed.count == 1)
        let files = whole.filter { $0.family == "files" }.reduce(0) { $0 + $1.millibits }
        #expect(files > 0)
        #expect(passed.first.map { Int64($0.scores.files) } == files)
        #expect(passed.first?.scores.connections == 0)
    }

    @Test(arguments: ControlMutation.Closing.allCases)
    func `closing says what it was`(closing: ControlMutation.Closing) throws {
        var stage = learned()
        stage.exec(1, Self.nginx, "/bin/sh@image", at: 11521)
        let id = try #require(stage.take().first).incident
        let tokens = stage.detector.workloads[0].bucket.tokensMilli

        let done = stage.detector.apply(
            .closeIncident(id: id, as: closing, by: "root", comment: nil), at: stage.instant(11600),
            into: &stage.findings)

        #expect(done)
        let workload = stage.detector.workloads[0]
        #expect(workload.incidents.isEmpty)
        switch closing {
        case .expected:
            stage.exec(1, Self.nginx, "/bin/sh@image", at: 11700)
            #expect(stage.findings.isEmpty)
            #expect(stage.detector.workloads[0].counts.raised == 1)
        case .attack:
            #expect(workload.bucket.tokensMilli > tokens + 900)
            // Never learned again: however often it comes, it stays unknown.
            for day in 9...30 { stage.exec(1, Self.nginx, "/bin/sh@image", at: Double(day) * 1440 + 700) }
            #expect(!stage.findings.isEmpty)
            #expect(stage.detector.workloads[0].items.records.filter { $0.flags.contains(.never) }.count == 2)
        case .noise:
            // It begins again at support 0: as new as it was.
            #expect(!workload.items.records.contains { $0.flags.contains(.quarantined) && !$0.flags.contains(.free) })
            stage.exec(1, Self.nginx, "/bin/sh@image", at: 11700)
            #expect(stage.findings.map(\.isUpdate) == [false])
        }
    }

    @Test func `the edit makes exactly this alert disappear`() throws {
        let before = learned()
        var stage = before
        let attack: (inout Stage) -> Void = { stage in
            stage.exec(1, Self.nginx, "/bin/sh@image", at: 11521, episode: 70)
        }
        attack(&stage)
        let finding = try #require(stage.take().first)

        var edited = before
        for item in finding.items {
            let edit = try #require(item.edit.flatMap { Item(reference: $0) })
            let done = edited.detector.accept(
                edit, workload: finding.workload, by: "root", reason: "test", expiresWallNanoseconds: nil,
                at: edited.instant(11520.5), into: &edited.findings)
            #expect(done)
        }
        attack(&edited)
        #expect(edited.findings.isEmpty)

        // Another act is told as before.
        edited.exec(1, Self.nginx, "/bin/bash@image", at: 11522)
        #expect(edited.take().first?.items.first?.item == "child /bin/bash@image")

        // And it can be undone.
        var undone = before
        for item in finding.items {
            let edit = try #require(item.edit.flatMap { Item(reference: $0) })
            _ = undone.detector.accept(
                edit, workload: finding.workload, by: "root", reason: nil, expiresWallNanoseconds: nil,
                at: undone.instant(11520.5), into: &undone.findings)
            _ = undone.detector.undoAcceptance(
                of: edit, workload: finding.workload, at: undone.instant(11520.6), into: &undone.findings)
        }
        attack(&undone)
        #expect(undone.take().first?.items == finding.items)
    }

    @Test func `more than five incidents in an hour become one alert`() {
        var stage = learned { $0.budget = IncidentBudget(incidents: 50) }
        for attack in 0..<10 {
            let key = UInt32(attack + 2)
            stage.start(key, at: 11521 + Double(attack) * 0.1, partly: true)
            stage.exec(key, Self.nginx, "/bin/x\(attack)@image", at: 11530 + Double(attack))
        }
        let findings = stage.take()

        #expect(findings.filter { $0.kind == .anomaly && !$0.isUpdate }.count == 5)
        #expect(findings.filter { $0.kind == .behaviourChanged }.count == 1)
        let workload = stage.detector.workloads[0]
        #expect(workload.counts.raised == 10)
        #expect(workload.counts.delivered == 10)
        #expect(workload.incidents.last?.windows == 5)

        // It ends after 15 quiet minutes, which is told; its items stay in quarantine.
        stage.advance(to: 11640)
        #expect(stage.take().map(\.kind) == [.behaviourChanged])
        #expect(stage.detector.workloads[0].items.records.filter { $0.flags.contains(.quarantined) }.count == 20)
    }

    @Test func `noise cannot starve what is graver, and borrowing ends at minus three`() {
        var stage = learned()
        // Each attack has more families than the one before.
        for day in 8..<16 {
            let minute = Double(day) * 1440 + 100
            stage.exec(1, Self.nginx, "/bin/d\(day)@image", at: minute, episode: UInt64(day * 10))
        }
        let workload = stage.detector.workloads[0]
        #expect(workload.counts.opened <= 4)
        #expect(workload.counts.raised == workload.counts.delivered + workload.counts.heldBack)
        #expect(workload.bucket.units >= -3 * workload.bucket.token)
        #expect(stage.detector.heldBack(workload.identity).count == Int(workload.counts.heldBack))
    }

    @Test func `what a new version brings is one review, but an outstanding act is told`() {
        var stage = Stage()
        stage.start(1, at: 0, version: "v1")
        stage.alive(Self.nginx, in: 1, at: 0.1)
        for hour in 0..<240 { stage.read(1, Self.nginx, "/srv/a", at: Double(hour) * 60 + 5) }
        stage.end(1, at: 14400)
        stage.start(2, at: 14401, version: "v2")
        stage.alive(Self.nginx, in: 2, at: 14401)
        stage.read(2, Self.nginx, "/srv/b", at: 14402.5, episode: 7)
        stage.advance(to: 14470)

        let findings = stage.take()
        #expect(findings.map(\.kind) == [.behaviourChanged])
        #expect(findings.first?.items.map(\.item) == ["read /srv/b"])
        stage.exec(2, Self.nginx, "/bin/sh@image", at: 14520, episode: 8)
        stage.read(2, "/bin/sh@image", "/etc/shadow", at: 14520.1, episode: 8)
        #expect(stage.take().contains { $0.kind == .anomaly })
    }
}
