import AgentStore
import BehaviourModel
import Testing

@Suite struct StoreJournalTests {
    @Test func `an incident grows with its alerts and is closed once`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append(
            [sampleAlert(severity: .low, time: 100, incident: "i1")], held: [sampleAlert(time: 300, incident: "i1")])
        try store.append([sampleAlert(time: 200, incident: "i1"), sampleAlert(kind: .response, incident: "i1")])
        var reader = try fixture.reader()

        let open = try #require(try reader.incident("i1"))
        let closed = try store.record(.closeIncident(id: "i1", as: .expected, by: "anna", comment: "cron"), now: 900)
        let after = try #require(try reader.incident("i1"))
        let openOnes = try reader.incidents(onlyOpen: true)
        let all = try reader.incidents()

        #expect(open.workload == "host/web")
        #expect((open.openedUnixNanoseconds, open.lastUnixNanoseconds) == (100, 300))
        #expect((open.delivered, open.held, open.severity) == (2, 1, .high))
        #expect(open.closing == nil)
        #expect(closed)
        #expect(after.closing?.verdict == .expected)
        #expect(after.closing?.by == "anna")
        #expect(after.closing?.comment == "cron")
        #expect(after.closing?.unixNanoseconds == 900)
        #expect(openOnes.isEmpty)
        #expect(all == [after])
    }

    @Test func `decisions are kept in order, and none about an unknown incident`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append([sampleAlert(incident: "i1")])
        let workload = WorkloadIdentity(scope: "host", name: "a/b")
        let decisions: [ControlMutation] = [
            .restartLearning(workload), .completeLearning(workload, by: "root"),
            .closeIncident(id: "i1", as: .attack, by: "root", comment: nil),
        ]

        let unknown = try store.record(.closeIncident(id: "i9", as: .noise, by: "root", comment: nil), now: 1)
        for (index, decision) in decisions.enumerated() { _ = try store.record(decision, now: Int64(index)) }
        var reader = try fixture.reader()
        let read = try reader.decisions()

        #expect(!unknown)
        #expect(read.map(\.mutation) == decisions)
        #expect(read.map(\.unixNanoseconds) == [0, 1, 2])
    }

    @Test func `a lease is opened once and ends once`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        var lease = LeaseEntry(
            id: "l1", action: "freeze", container: "c1", workload: "host/web", owner: "policy default", reason: "shell",
            alertID: "a1", bootID: "b0", openedUnixNanoseconds: 10, openedBootNanoseconds: 5,
            expiresBootNanoseconds: .max)
        try store.open(lease)
        try store.open(lease)
        var reader = try fixture.reader()

        let open = try reader.leases(onlyOpen: true)
        let first = try store.endLease("l1", .init(unixNanoseconds: 20, outcome: "expired"))
        let second = try store.endLease("l1", .init(unixNanoseconds: 30, outcome: "gone"))
        let all = try reader.leases()
        let stillOpen = try reader.leases(onlyOpen: true)

        // A column is a signed number: the largest boot time that it holds is 292 years.
        lease.expiresBootNanoseconds = UInt64(Int64.max)
        #expect(open == [lease])
        #expect(first && !second)
        lease.end = .init(unixNanoseconds: 20, outcome: "expired")
        #expect(all == [lease])
        #expect(stillOpen.isEmpty)
    }

    @Test func `settings are set, replaced and removed`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        var reader = try fixture.reader()

        try store.set("k", to: "1")
        try store.set("k", to: "2")
        let value = try reader.setting("k")
        try store.set("k", to: nil)
        let removed = try reader.setting("k")

        #expect(value == "2")
        #expect(removed == nil)
    }

    @Test func `an acknowledgement never goes back, nor beyond what was written`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append((0..<5).map { _ in sampleAlert() })
        func at(_ sequence: Int64, epoch: String = StoreFixture.epoch) -> StorePosition {
            StorePosition(epoch: epoch, sequence: sequence)
        }
        var reader = try fixture.reader()

        let none = try reader.acknowledged()
        let answers = [
            try store.acknowledge(at(3)), try store.acknowledge(at(2)), try store.acknowledge(at(6)),
            try store.acknowledge(at(1, epoch: "another")),
        ]
        let acknowledged = try reader.acknowledged()

        #expect(none == nil)
        #expect(answers == [true, true, false, false])
        #expect(acknowledged == at(3))
    }

    @Test func `segments and states are written together and replaced`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let web = WorkloadIdentity(scope: "host", name: "web")
        let db = WorkloadIdentity(scope: "host", name: "db")
        func segment(_ workload: WorkloadIdentity, day: Int64, _ body: [UInt8]) -> StoredSegment {
            StoredSegment(
                key: SegmentKey(source: "host-1", epoch: "e", workload: workload, version: "v", day: day), format: 1,
                body: body)
        }

        try store.save(
            [segment(web, day: 1, [1]), segment(web, day: 2, []), segment(db, day: 1, [0, 255])],
            states: [StoredState(name: "detector", format: 1, body: [9])])
        try store.save(
            [segment(web, day: 2, [2, 2]), segment(db, day: 3, [3])], daysKept: 2,
            states: [StoredState(name: "detector", format: 2, body: [8])])
        var reader = try fixture.reader()
        let ofWeb = try reader.segments(of: web)
        let all = try reader.segments()
        let state = try reader.state("detector")
        let unknown = try reader.state("other")
        try store.removeSegments(of: web)
        let left = try reader.segments()

        #expect(ofWeb == [segment(web, day: 2, [2, 2])])
        #expect(all == [segment(db, day: 3, [3]), segment(web, day: 2, [2, 2])])
        #expect(state == StoredState(name: "detector", format: 2, body: [8]))
        #expect(unknown == nil)
        #expect(left == [segment(db, day: 3, [3])])
    }
}
