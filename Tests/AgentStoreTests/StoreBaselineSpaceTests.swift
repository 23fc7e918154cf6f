import AgentStore
import BehaviourModel
import Testing

@Suite struct StoreBaselineSpaceTests {
    private func segment(_ name: String, day: Int64, bytes: Int) -> StoredSegment {
        StoredSegment(
            key: SegmentKey(
                source: "host-1", epoch: "e", workload: WorkloadIdentity(scope: "host", name: name), version: "",
                day: day),
            format: 1, body: [UInt8](repeating: 7, count: bytes))
    }

    @Test func `baselines push no alert out`() throws {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        // The state of 256 workloads is larger than what alerts may take.
        let state = StoredState(name: "detector", format: 1, body: [UInt8](repeating: 1, count: 4 << 20))
        try store.save([], states: [state])
        for _ in 0..<10 { try store.append((0..<10).map { _ in sampleAlert(severity: .low, padding: 1_000) }) }
        store.close()
        // Known again after a restart.
        store = try fixture.open()
        try store.append([sampleAlert("last")])

        var reader = try fixture.reader()
        let before = try reader.counters()
        for _ in 0..<20 { try store.append((0..<100).map { _ in sampleAlert(severity: .low, padding: 1_000) }) }
        let after = try reader.counters()

        #expect(before.dropped == 0)
        #expect(after.dropped > 0, "alerts keep to the limit all the same")
    }

    @Test func `old days go whoever they are of, and segments keep to half of the limit`() throws {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        // Each run of a build has a name of its own, and never comes again.
        try store.save((0..<50).map { segment("job-\($0)", day: $0 / 10, bytes: 100) }, daysKept: 30)
        try store.save([segment("web", day: 33, bytes: 100)], daysKept: 30)
        var reader = try fixture.reader()
        let young = try reader.segments()
        #expect(young.map(\.key.day).min() == 4 && young.count == 11)

        try store.save((0..<300).map { segment("flood-\($0)", day: 34, bytes: 4_000) }, daysKept: 30)
        let kept = try reader.segments()
        #expect(kept.reduce(0) { $0 + $1.body.count } <= 1 << 19)
        #expect(kept.count > 60 && kept.allSatisfy { $0.key.day == 34 }, "\(kept.count)")
    }
}
