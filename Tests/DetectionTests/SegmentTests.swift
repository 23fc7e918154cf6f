import BehaviourModel
import Testing

@testable import Detection

@Suite struct SegmentTests {
    private static let web = WorkloadIdentity(scope: "host", name: "web")

    /// Two weeks of segments, and the live state at their end. Nothing is scored, so nothing is in quarantine.
    private func life(seed: UInt64, agent: String) -> (segments: [BaselineSegment], stage: Stage) {
        var stage = Stage(seed: seed) {
            $0.coverage = []
            $0.agent = agent
            $0.epoch = "e1"
        }
        var segments: [BaselineSegment] = []
        for act in GeneratedWorkload.acts(seed: seed, weeks: 2, habits: 20, newsPerWeek: 20, replicas: 2) {
            stage.perform(act)
            segments += stage.detector.takeSegments()
        }
        // To 01:00 of a day, when the day before is closed.
        stage.advance(to: 21600)
        segments += stage.detector.takeSegments()
        return (segments, stage)
    }

    @Test func `the segments together say what the live state says`() throws {
        let (segments, stage) = life(seed: 21, agent: "a")
        let union = BaselineUnion(segments)
        let last = try #require(segments.last).identity.day
        let items = union.items(of: Self.web)

        let live = stage.detector.workloads[0]
        var compared = 0
        for record in live.items.records where record.lastMinute / 1440 <= last && !record.flags.contains(.free) {
            let folded = try #require(items[ItemWords.item(record.key, stage.detector.words)])
            #expect(folded.firstMinute == record.firstMinute)
            #expect(folded.isSingleHour == record.isSingleHour)
            #expect(folded.support == Int(record.support))
            #expect(folded.windows == UInt64(record.windows))
            compared += 1
        }
        #expect(compared > 30)
        #expect(union.count(.minutes, of: Self.web) == live.minutes.count(before: (last + 1) * 24))
        #expect(union.count(.starts, of: Self.web) == live.starts.count(before: (last + 1) * 24))
    }

    @Test func `merging is union, and taking out is exact`() {
        let first = BaselineUnion(life(seed: 22, agent: "a").segments)
        let second = BaselineUnion(life(seed: 23, agent: "b").segments)

        #expect(first.union(second) == second.union(first))
        #expect(first.union(first) == first)
        #expect(first.union(second).union(first) == first.union(second))
        #expect(first.union(second).removing { $0.agent == "b" } == first)
    }

    @Test func `the wire form reads back`() throws {
        for segment in life(seed: 24, agent: "a").segments {
            let bytes = CanonicalJSON.bytes(segment.json)

            #expect(try BaselineSegment(JSONParser.parse(bytes.span)) == segment)
        }
    }

    @Test(arguments: ["day", "items", "exposures", "vocabulary", "agent"])
    func `a segment without a part is refused`(key: String) throws {
        let segment = try #require(life(seed: 24, agent: "a").segments.first)
        guard case .object(var object) = segment.json else { return }
        object[key] = nil

        #expect(throws: FieldError.self) { try BaselineSegment(.object(object)) }
    }
}
