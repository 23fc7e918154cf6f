import BehaviourModel
import Testing

@testable import Detection

@Suite struct CoverageTests {
    private let web = WorkloadIdentity(scope: "host", name: "web")
    /// Learned from here on, if nothing new comes.
    private let learned: Double = 26 * 60

    private func status(_ stage: Stage) throws -> WorkloadStatus { try #require(stage.detector.status(of: web)) }

    private func family(_ family: Family, _ stage: Stage) throws -> WorkloadStatus.FamilyStatus? {
        try status(stage).families.first { $0.family == family }
    }

    @Test func `what no sensor sees is not learned as quiet`() throws {
        var stage = Stage()
        stage.detector.cover(.lineage, at: stage.instant(0), into: &stage.findings)
        stage.start(1, at: 0)
        stage.advance(to: learned)

        #expect(try status(stage).families.map(\.family) == [.lineage])
        #expect(try status(stage).state == .provisional)
    }

    @Test func `what is seen again is learned anew, and only what was watched since counts`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.advance(to: learned)
        #expect(try family(.files, stage)?.learning.state == .known(.provisional))

        stage.detector.cover([.lineage, .connections], at: stage.instant(learned), into: &stage.findings)
        stage.advance(to: learned + 600)
        #expect(try family(.files, stage) == nil)
        #expect(try status(stage).state == .provisional, "of what is covered")
        stage.detector.cover(.sensed, at: stage.instant(learned + 600), into: &stage.findings)
        stage.advance(to: learned + 1_200)

        let files = try #require(try family(.files, stage))
        #expect(files.learning.state == .known(.learning))
        // The hour in which it came back was seen in part, and does not count.
        #expect((540...600).contains(files.windows), "\(files.windows)")
        #expect(try #require(try family(.connections, stage)).windows > 2_000)
        // A file that nobody read in the 36 hours before is worth what ten hours without it say.
        #expect(try status(stage).state == .learning)
    }

    @Test func `bits of novelty grow with what was seen, not with what passed unseen`() throws {
        var blind = Stage()
        var seeing = Stage()
        blind.start(1, at: 0)
        seeing.start(1, at: 0)
        blind.detector.cover(.lineage, at: blind.instant(1), into: &blind.findings)
        blind.advance(to: 2_000)
        blind.detector.cover(.sensed, at: blind.instant(2_000), into: &blind.findings)
        blind.advance(to: 4_000)
        seeing.advance(to: 4_000)
        blind.read(1, "/srv/web@image", "/etc/shadow", at: 4_001)
        seeing.read(1, "/srv/web@image", "/etc/shadow", at: 4_001)

        let less = try #require(blind.take().last).items.map(\.millibits).max() ?? 0
        let more = try #require(seeing.take().last).items.map(\.millibits).max() ?? 0
        #expect(less > 9_000 && more - less > 800, "\(less) \(more): half as long, one bit less")
    }

    @Test func `a partly visible container earns lineage alone, also after a restart of the agent`() throws {
        var stage = Stage()
        stage.start(1, at: 0, partly: true)
        stage.advance(to: learned)
        stage.detector = try Detector(
            settings: DetectorSettings(seed: 7), state: stage.detector.state, isSameBoot: true, keepsContainers: false)
        stage.start(1, at: learned, started: 0)
        stage.advance(to: learned + 120)

        #expect(try #require(try family(.lineage, stage)).windows > 1_000)
        #expect(try #require(try family(.lineage, stage)).learning.state == .known(.provisional))
        for unseen in [Family.files, .connections] {
            #expect(try #require(try family(unseen, stage)).windows == 0)
            #expect(try #require(try family(unseen, stage)).learning.state == .known(.learning))
        }
    }

    @Test func `what its containers cannot teach is said, until one of them is seen whole`() throws {
        var stage = Stage()
        stage.start(1, at: 0, partly: true)
        stage.advance(to: 60)

        var told = try status(stage)
        #expect(told.unlearnable == [.files, .connections] && told.blindContainers == [ContainerKey(rawValue: 1)])
        #expect(told.families.map(\.isUnseen) == [false, true, true])
        #expect(told.words.hasSuffix("files, connections not seen: its containers are older than audit"))

        stage.start(2, at: 61)
        told = try status(stage)
        #expect(told.unlearnable == [] && told.blindContainers.count == 1)
        #expect(told.families.map(\.isUnseen) == [false, false, false])
    }

    @Test func `what is learned already is not called unlearnable for its containers' age`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.advance(to: learned)
        stage.end(1, at: learned)
        stage.start(2, at: learned + 1, partly: true)
        stage.advance(to: learned + 60)

        #expect(try status(stage).isLearned)
        #expect(try status(stage).unlearnable == [])
        #expect(try status(stage).families.map(\.isUnseen) == [false, true, true])
    }

    @Test func `what started shortly before the agent is seen whole, and its start was not seen`() throws {
        var stage = Stage()
        stage.detector.cover(.sensed, at: stage.instant(1), into: &stage.findings)
        stage.start(1, at: 1.1, started: 0.5)
        stage.start(2, at: 1.9, workload: "other", started: 1.2)
        stage.advance(to: 60)

        #expect(try status(stage).starts == 0)
        #expect(try status(stage).blindContainers == [])
        #expect(try status(stage).windows >= 57, "it is watched since it was found")
        #expect(stage.detector.status(of: WorkloadIdentity(scope: "host", name: "other"))?.starts == 1)
    }

    @Test func `a container that was seen from its start stays so over a restart of the agent`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.advance(to: learned)
        stage.detector = try Detector(
            settings: DetectorSettings(seed: 7), state: stage.detector.state, isSameBoot: true, keepsContainers: false)
        // The new agent is younger than the container.
        stage.start(1, at: learned + 1, started: 0, partly: true)
        stage.advance(to: learned + 600)

        #expect(try #require(try family(.files, stage)).windows > 2_000)
    }

    @Test(arguments: [(isSameBoot: true, started: 20), (false, 0), (false, 20)])
    func `what was started anew under its old id is not taken for what was seen before`(
        isSameBoot: Bool, started: Double
    ) throws {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.advance(to: learned)
        let before = try #require(try family(.files, stage)).windows
        stage.detector = try Detector(
            settings: DetectorSettings(seed: 7), state: stage.detector.state, isSameBoot: isSameBoot,
            keepsContainers: false)
        // It keeps its id over its own restart; the new agent finds it older than itself.
        stage.start(1, at: learned + 60, started: started, partly: true)
        stage.advance(to: learned + 600)

        #expect(try #require(try family(.files, stage)).windows < before + 60, "nobody watched its files since")
        #expect(try #require(try family(.lineage, stage)).windows > before + 500)
        #expect(try status(stage).containers.count == 1)
    }

    @Test func `a stored container that does not say when it started is not believed to be seen whole`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.advance(to: learned)
        let before = try #require(try family(.files, stage)).windows
        let state = stage.detector.state.replacing("containers") { containers in
            .array((containers.array ?? []).map { $0.replacing("row") { .array(Array(($0.array ?? []).dropLast())) } })
        }
        stage.detector = try Detector(
            settings: DetectorSettings(seed: 7), state: state, isSameBoot: true, keepsContainers: false)
        stage.start(1, at: learned + 1, started: 0, partly: true)
        stage.advance(to: learned + 600)

        #expect(try #require(try family(.files, stage)).windows < before + 60)
    }

    @Test func `a replica that is seen whole counts beside one that is not`() throws {
        var stage = Stage()
        stage.start(1, at: 0, partly: true)
        stage.start(2, at: 0)
        stage.advance(to: learned)

        let files = try #require(try family(.files, stage))
        let lineage = try #require(try family(.lineage, stage))
        #expect(lineage.windows > 2 * files.windows - 120 && files.windows > 1_000)
        #expect(files.learning.state == .known(.provisional))
    }
}
