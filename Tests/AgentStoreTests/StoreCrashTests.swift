import AgentStore
import BehaviourModel
import Glibc
import Testing

@Suite struct StoreCrashTests {
    /// A process that appends and saves without end is killed at a moment that it does not know, and again in its next life.
    @Test func `twenty kills leave sequence, chain and baselines whole`() async throws {
        let fixture = try StoreFixture()
        var generator = SystemRandomNumberGenerator()
        var kept: Int64 = 0

        for round in 0..<20 {
            let delay = UInt32.random(in: 1_000...60_000, using: &generator)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [directory = fixture.options.directory as String, delay = delay as UInt32] in
                try StoreCrashTests.appendUntilKilled(directory, after: delay)
            }
            var store = try fixture.open(StoreFixture.otherEpoch)
            let (opening, head, problems) = (store.opening, store.head, try store.integrityProblems())
            var reader = try fixture.reader()
            let verdicts = try reader.verifyChains().map(\.verdict)
            let segments = Set(try reader.segments().map(\.body))
            let state = try reader.state("detector")?.body

            #expect(round == 0 || opening == .continued)
            #expect(verdicts == [.whole(head)])
            #expect(head.sequence >= kept, "what was stored before stays stored")
            #expect(problems.isEmpty)
            #expect(segments.count <= 1, "all segments of one age")
            #expect(state == nil ? segments.isEmpty : segments == [state ?? []])
            kept = head.sequence
        }
        #expect(kept > 20)
    }

    static func appendUntilKilled(_ directory: String, after delay: UInt32) throws {
        var store = try AgentStore(StoreFixture.options(directory), newEpoch: StoreFixture.epoch, now: 1)
        var thread = pthread_t()
        let argument = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
        argument.pointee = delay
        pthread_create(
            &thread, nil,
            { pointer in
                usleep(pointer?.load(as: UInt32.self) ?? 0)  // the random moment of the kill
                kill(getpid(), SIGKILL)
                return nil
            }, argument)
        var round: UInt8 = 0
        while true {
            try store.append([sampleAlert(incident: "i"), sampleAlert()], held: [sampleAlert()])
            round = round &+ 1
            let body = [UInt8](repeating: round, count: 20_000)
            try store.save(
                (0..<4).map {
                    StoredSegment(
                        key: SegmentKey(
                            source: "s", epoch: "e", workload: WorkloadIdentity(scope: "host", name: "web"),
                            version: "v",
                            day: $0), format: 1, body: body)
                }, states: [StoredState(name: "detector", format: 1, body: body)])
        }
    }
}
