import BehaviourModel
import Testing

@testable import Detection

@Suite struct LearningTests {
    static let nginx = QuietServiceTests.nginx

    private func support(_ stage: Stage, _ reference: String) -> UInt8? {
        let workload = stage.detector.workloads[0]
        for record in workload.items.records where !record.flags.contains(.free) {
            if ItemWords.item(record.key, stage.detector.words).reference == reference { return record.support }
        }
        return nil
    }

    @Test func `an item is known after three episodes in two hours`() {
        var stage = QuietServiceTests.service()
        let item = "lineage \(Self.nginx) child /bin/date@image"

        stage.exec(1, Self.nginx, "/bin/date@image", at: 100)
        stage.exec(1, Self.nginx, "/bin/date@image", at: 110)  // same hour, same container: no second episode
        stage.advance(to: 112)
        #expect(support(stage, item) == 1)
        stage.exec(1, Self.nginx, "/bin/date@image", at: 160, episode: 900)
        stage.advance(to: 162)
        #expect(support(stage, item) == 2)
        stage.exec(1, Self.nginx, "/bin/date@image", at: 230, episode: 900)  // the same episode again
        stage.advance(to: 232)
        #expect(support(stage, item) == 2)
        stage.exec(1, Self.nginx, "/bin/date@image", at: 290)
        stage.advance(to: 292)
        #expect(support(stage, item) == 3)
    }

    @Test func `two replicas in one hour count twice, one replica once`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.start(2, at: 0.5)
        let item = "lineage \(Self.nginx) child /bin/date@image"

        for container in [UInt32(1), 2, 1, 2] { stage.exec(container, Self.nginx, "/bin/date@image", at: 30) }
        stage.advance(to: 40)

        #expect(support(stage, item) == 2)
    }

    @Test func `what is unseen for 60 days is on probation again`() {
        var stage = QuietServiceTests.service { $0.coverage = [] }
        let item = "lineage \(Self.nginx) child /bin/date@image"
        for hour in 1...4 { stage.exec(1, Self.nginx, "/bin/date@image", at: Double(hour) * 60 + 10) }
        stage.advance(to: 300)
        #expect(support(stage, item) == 3)

        stage.exec(1, Self.nginx, "/bin/date@image", at: 300 + 61 * 1440)
        #expect(support(stage, item) == 2)
        stage.advance(to: 310 + 61 * 1440)

        #expect(support(stage, item) == 3)
    }

    @Test func `a container that ends young is a run, an older one a start and minutes`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.end(1, at: 5)
        stage.start(2, at: 60)
        stage.advance(to: 80)

        let workload = stage.detector.workloads[0].counted(until: stage.detector.clock.now)
        #expect(workload.runs.total == 1)
        #expect(workload.starts.total == 1)
        #expect(workload.minutes.total == 19)
        #expect(workload.windows.total == 21)
    }

    @Test func `windows with losses count neither in B nor in N`() {
        var stage = QuietServiceTests.service()
        stage.advance(to: 100)

        stage.detector.lost(
            5, in: ContainerKey(rawValue: 1), since: stage.instant(99), at: stage.instant(100.5), into: &stage.findings)
        stage.advance(to: 200)

        let workload = stage.detector.workloads[0].counted(until: stage.detector.clock.now)
        #expect(workload.minutes.total == 198)
        let nginx = stage.detector.words.intern(Self.nginx)
        let alive = workload.contexts.windows(nginx)?.total
        #expect(alive == 198)
    }

    @Test func `k and N agree with a count by hand`() throws {
        for seed in UInt64(1)...6 {
            let acts = GeneratedWorkload.acts(seed: seed, weeks: 1, habits: 25, newsPerWeek: 60)
            // Nothing that is done is scored, so nothing is quarantined.
            var stage = Stage { $0.coverage = .connections }
            var start: [UInt32: Double] = [:]
            var first: [String: Int64] = [:]
            var hours: [String: Set<Int64>] = [:]
            for act in acts {
                stage.perform(act)
                if case .start = act.kind { start[act.container] = act.minute }
                guard case .read(let path) = act.kind, let began = start[act.container] else { continue }
                let window = Int64(act.minute - began)
                if window == 0 { continue }
                let moment = stage.detector.workloads[0].containers.first { $0.key.rawValue == act.container }
                guard let minute = moment?.start(ofWindow: window).minute else { continue }
                if first[path] == nil { first[path] = minute }
                hours[path, default: []].insert(minute / 60)
            }
            stage.advance(to: 10081)
            var workload = stage.detector.workloads[0].counted(until: stage.detector.clock.now)

            let exposure = workload.exposure(.files, .container, executable: .empty)

            let single = Set(first.filter { hours[$0.key]?.count == 1 }.values)
            let late = Set(
                first.values.filter { minute in
                    let place = workload.minutes.count(before: minute / 60)
                    return place > 0 && 2 * place >= workload.minutes.total
                })
            #expect(exposure.novel == UInt64(max(single.count, 2 * late.count)))
            #expect(single.count > 10)
        }
    }
}
