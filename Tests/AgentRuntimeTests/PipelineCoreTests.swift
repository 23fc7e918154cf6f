import Attribution
import BehaviourModel
import Detection
import ResponsePlanning
import Testing

@testable import AgentRuntime

/// Sees an executable's origin by its path, as a look at the host would.
private struct ScriptedHost: HostLook {
    var changes = 0

    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView) {
        let path = String(decoding: batch.bytes(of: batch.observations[index].path), as: UTF8.self)
        guard path.hasPrefix("/tmp/") else { return }
        batch.amend(at: index) { $0.origin = .upper }
    }

    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64) { changes += 1 }
}

@Suite struct PipelineCoreTests {
    private static let container = ContainerDescription(
        id: "c1", name: "web", runtime: "runc", workload: WorkloadIdentity(scope: "host", name: "web"),
        cgroup: CgroupPlacement(path: "/x", inode: 7, freezerV1: nil, unified: nil), initPid: 10,
        startBootNanoseconds: 1_000_000_000)

    private func batch(at time: UInt64, _ fill: (inout ObservationBatch) -> Void) -> ObservationBatch {
        var batch = ObservationBatch()
        fill(&batch)
        batch.untilBootNanoseconds = time
        batch.wallOffsetNanoseconds = 1_700_000_000_000_000_000
        return batch
    }

    private func exec(_ batch: inout ObservationBatch, _ pid: Int32, _ path: String, parent: Int32, at time: UInt64) {
        var known = Observation(kind: .processExecuted, sensor: .procfs, bootNanoseconds: time)
        known.pid = pid
        known.parentPid = parent
        known.cgroup = 7
        known.flags = .cgroupKnown
        batch.append(known)
        var said = Observation(kind: .processExecuted, sensor: .audit, bootNanoseconds: time)
        said.pid = pid
        said.parentPid = parent
        said.path = batch.append(bytes: Array(path.utf8))
        said.detail = batch.append(bytes: Array("\(path)\0-x\0".utf8))
        batch.append(said)
    }

    private func run() -> (found: [AttributedFinding], host: ScriptedHost) {
        let view = HostView(settings: .init(hashSeed: 5))
        var core = PipelineCore(view: view, detector: Detector(settings: DetectorSettings(seed: 5)))
        var host = ScriptedHost()
        var found: [AttributedFinding] = []
        var first = batch(at: 1_200_000_000) { batch in
            var start = Observation(kind: .containerStarted, sensor: .containers, bootNanoseconds: 1_000_000_000)
            start.cgroup = 7
            batch.containers.append(Self.container)
            batch.append(start)
            exec(&batch, 10, "/usr/sbin/httpd", parent: 1, at: 1_100_000_000)
            var listens = Observation(kind: .listened, sensor: .audit, bootNanoseconds: 1_150_000_000)
            listens.pid = 10
            batch.append(listens)
        }
        core.take(&first, host: &host, found: &found)
        var second = batch(at: 3_000_000_000) { batch in
            var fork = Observation(kind: .processForked, sensor: .procfs, bootNanoseconds: 2_000_000_000)
            fork.pid = 11
            fork.parentPid = 10
            batch.append(fork)
            exec(&batch, 11, "/tmp/dropped", parent: 10, at: 2_100_000_000)
        }
        core.take(&second, host: &host, found: &found)
        return (found, host)
    }

    @Test func `raises a tripwire with its process, container and lineage`() throws {
        let (found, host) = run()

        let first = try #require(found.first)
        #expect(found.count == 1 && host.changes == 1)
        #expect(first.finding.tripwire == "upper-exec")
        #expect(first.container?.id == "c1")
        #expect(first.process?.executable == "/tmp/dropped@upper")
        #expect(first.process?.lineage == ["/usr/sbin/httpd@image"])
        #expect(first.process?.arguments == ["/tmp/dropped", "-x"])
    }

    @Test func `tells of a tripwire when the mode is raised, and asks again at each touch`() {
        let view = HostView(settings: .init(hashSeed: 5))
        var core = PipelineCore(view: view, detector: Detector(settings: DetectorSettings(seed: 5)))
        core.modes = ModeLadder(host: .observe)
        var host = ScriptedHost()
        var found: [AttributedFinding] = []
        var first = batch(at: 1_200_000_000) { batch in
            var start = Observation(kind: .containerStarted, sensor: .containers, bootNanoseconds: 1_000_000_000)
            start.cgroup = 7
            batch.containers.append(Self.container)
            batch.append(start)
            exec(&batch, 10, "/usr/sbin/httpd", parent: 1, at: 1_100_000_000)
            var listens = Observation(kind: .listened, sensor: .audit, bootNanoseconds: 1_150_000_000)
            listens.pid = 10
            batch.append(listens)
        }
        core.take(&first, host: &host, found: &found)
        for second in 2..<6 {
            if second == 4 { core.modes = ModeLadder(host: .enforce) }
            let time = UInt64(second) * 1_000_000_000
            var touches = batch(at: time) { batch in
                for place in 0..<2 { exec(&batch, 10, "/tmp/dropped", parent: 1, at: time - UInt64(2 - place)) }
            }
            core.take(&touches, host: &host, found: &found)
        }

        #expect(found.map(\.finding.isTold) == [true, true, true, true, true, false, false, false])
        #expect(found.allSatisfy { $0.isAnswerable && $0.container?.id == "c1" })
        #expect(found.map { $0.process != nil } == found.map(\.finding.isTold))
    }

    @Test func `a container's late name is its workload's, and its visibility stays what detection knows`() throws {
        let view = HostView(settings: .init(hashSeed: 5))
        var core = PipelineCore(view: view, detector: Detector(settings: DetectorSettings(seed: 5)))
        var host = ScriptedHost()
        var found: [AttributedFinding] = []
        for (second, kind) in [(UInt64(1), ObservationKind.containerStarted), (2, .containerAmended)] {
            var container = Self.container
            if kind == .containerAmended {
                container.workload = WorkloadIdentity(scope: "shop", name: "front")
                container.isPartlyVisible = true
            }
            var batch = batch(at: (second + 1) * 1_000_000_000) { batch in
                var observation = Observation(kind: kind, sensor: .containers, bootNanoseconds: second * 1_000_000_000)
                observation.cgroup = 7
                batch.containers.append(container)
                batch.append(observation)
            }
            core.take(&batch, host: &host, found: &found)
        }

        let key = try #require(core.view.containerKey(ofCgroup: 7))
        let status = try #require(core.detector.status(of: WorkloadIdentity(scope: "shop", name: "front")))
        #expect(status.containers == [key] && status.blindContainers.isEmpty)
        #expect(core.detector.isPartlyVisible(key) == false)
    }

    @Test func `says the same to the same batches`() {
        #expect(run().found.map(\.finding) == run().found.map(\.finding))
    }

    @Test func `builds an alert that can be read back`() throws {
        let found = try #require(run().found.first)
        let builder = AlertBuilder(agent: "a", bootID: "b", configuration: "c", redaction: Redaction())

        let alert = builder.alert(found, id: "id", decided: 2_200_000_000)

        #expect(try Alert(line: alert.line.span) == alert)
        #expect(alert.process?.executable == "/tmp/dropped")
        #expect(alert.process?.executableOrigin.text == "upper")
        #expect(alert.validate().isEmpty)
    }
}
