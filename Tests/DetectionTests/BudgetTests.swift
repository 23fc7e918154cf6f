import BehaviourModel
import Testing

@testable import Detection

@Suite struct BudgetTests {
    /// Whole lives of noisy workloads, performed once for all tests here.
    static func life(seed: UInt64, newsPerWeek: Double, weeks: Int = 12) -> Stage {
        var stage = Stage(seed: seed)
        for act in GeneratedWorkload.acts(seed: seed, weeks: weeks, habits: 30, newsPerWeek: newsPerWeek) {
            stage.perform(act)
        }
        stage.advance(to: Double(weeks) * 10080)
        return stage
    }

    @Test(arguments: [0.5, 2, 8, 40])
    func `incidents stay below the budget, and the account is exact`(newsPerWeek: Double) throws {
        for seed in UInt64(1)...1 {
            let stage = Self.life(seed: seed, newsPerWeek: newsPerWeek)

            let opened = stage.findings.filter { $0.kind == .anomaly && !$0.isUpdate }
            #expect(opened.count <= 12 + 8)
            let counts = stage.detector.workloads[0].counts
            #expect(counts.raised == counts.delivered + counts.heldBack)
            #expect(counts.opened == UInt64(opened.count))
            for finding in stage.findings where finding.kind == .anomaly {
                let score = try #require(finding.score)
                #expect(score.millibits == finding.items.reduce(0) { $0 + $1.millibits })
                #expect(score.millibits > 0)
            }
            for finding in opened {
                let score = try #require(finding.score)
                #expect(score.calibratedMillibits >= score.floorMillibits)
            }
        }
    }

    @Test func `no incident has more than 20 updates on a day`() {
        var perDay: [String: Int] = [:]
        for finding in Self.life(seed: 5, newsPerWeek: 40, weeks: 4).findings where finding.isUpdate {
            let day = finding.instant.wallNanoseconds / 86_400_000_000_000
            perDay["\(finding.incident) \(day)", default: 0] += 1
        }
        // One repeat may be told beside the day's updates.
        #expect(perDay.values.allSatisfy { $0 <= 21 })
    }

    @Test func `the same input twice gives the same findings, whatever the seed of the tables`() {
        let first = Self.life(seed: 11, newsPerWeek: 6, weeks: 3)
        var second = Stage(seed: 99)
        for act in GeneratedWorkload.acts(seed: 11, weeks: 3, habits: 30, newsPerWeek: 6) { second.perform(act) }
        second.advance(to: 3 * 10080)

        #expect(!first.findings.isEmpty)
        let isSame = first.findings == second.findings
        #expect(isSame)
    }

    @Test func `how often the time is told changes nothing`() {
        let acts = GeneratedWorkload.acts(seed: 12, weeks: 2, habits: 30, newsPerWeek: 6)
        var seldom = Stage()
        var often = Stage()
        for act in acts {
            seldom.perform(act)
            for part in 1...3 { often.advance(to: act.minute - 0.004 * Double(4 - part)) }
            often.perform(act)
        }

        let isSame = seldom.findings == often.findings
        #expect(isSame)
    }

    @Test func `a restart in the middle changes nothing`() throws {
        let acts = GeneratedWorkload.acts(seed: 13, weeks: 2, habits: 25, newsPerWeek: 8, replicas: 3)
        var straight = Stage()
        for act in acts { straight.perform(act) }
        for isReplay in [true, false] {
            var stage = Stage()
            var keys: [UInt32: Double] = [:]
            for (index, act) in acts.enumerated() {
                stage.perform(act)
                if case .start = act.kind { keys[act.container] = act.minute }
                if case .end = act.kind { keys[act.container] = nil }
                guard index % 97 == 0 else { continue }
                let state = stage.detector.state
                let bytes = CanonicalJSON.bytes(state)
                let read = try JSONParser.parse(bytes.span)
                stage.detector = try Detector(
                    settings: stage.detector.settings, state: read, isSameBoot: true, keepsContainers: isReplay)
                if isReplay {
                    #expect(stage.detector.state == state)
                    continue
                }
                for (key, minute) in keys.sorted(by: { $0.key < $1.key }) {
                    stage.detector.containerStarted(
                        ContainerKey(rawValue: key), id: "c\(key)",
                        workload: WorkloadIdentity(scope: "host", name: "web"),
                        version: nil, started: stage.instant(minute), isPartlyVisible: true,
                        at: stage.instant(act.minute), into: &stage.findings)
                }
                stage.detector.dropUnbound(at: stage.instant(act.minute), into: &stage.findings)
            }

            let isSame = stage.findings == straight.findings
            #expect(isSame, "replay: \(isReplay)")
        }
        #expect(straight.findings.count > 3)
    }

    @Test func `scaled time finds the same`() throws {
        let acts = GeneratedWorkload.acts(seed: 14, weeks: 2, habits: 20, newsPerWeek: 3)
        var real = Stage()
        var scaled = Stage(scale: 100)
        for act in acts {
            real.perform(act)
            scaled.perform(act)
        }
        // Hours do not begin at the same acts, so a figure may differ; joining lasts longer beside a scaled day.
        #expect(real.detector.workloads[0].minutes.total == scaled.detector.workloads[0].minutes.total)
        #expect(real.detector.workloads[0].items.count == scaled.detector.workloads[0].items.count)
        #expect(scaled.findings.contains { $0.learning?.timeScale == 100 })
    }
}
