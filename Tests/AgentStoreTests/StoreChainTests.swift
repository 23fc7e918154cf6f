import AgentStore
import BehaviourModel
import Testing
import WireProtocol

@Suite struct StoreChainTests {
    @Test func `a full store drops the oldest of the lowest severity and lays tombstones`() throws {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        let grave = try store.append([sampleAlert("first", severity: .critical, padding: 2_000)])

        for number in 0..<40 {
            try store.append(
                (0..<25).map { index in
                    sampleAlert(severity: index % 5 == 0 ? .medium : .low, padding: 2_000 + number)
                })
        }
        let counters = try store.counters()
        let head = store.head
        var reader = try fixture.reader()
        var query = AlertQuery()
        query.limit = 10_000
        let left = try reader.alerts(query)
        let verdicts = try reader.verifyChains().map(\.verdict)
        let problems = try store.integrityProblems()

        #expect(counters.dropped > 0)
        #expect(Int64(left.count) + counters.dropped == 1_001)
        #expect(left.first == grave.first)
        #expect(left.last?.position?.sequence == head.sequence, "the newest stays")
        let severities = try left.map { try $0.alert().severity }
        #expect(severities.contains { $0 == .known(.medium) })
        #expect(verdicts == [.whole(head)])
        #expect(problems.isEmpty)
        #expect(try fixture.size() < 2 << 20, "the file follows its limit")
    }

    @Test func `of one severity the first alert of an incident goes last`() throws {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        let first = try store.append([sampleAlert("first", severity: .critical, incident: "i-1", padding: 2_000)])

        for _ in 0..<40 {
            try store.append((0..<25).map { _ in sampleAlert(severity: .critical, incident: "i-1", padding: 2_000) })
        }
        let dropped = try store.counters().dropped
        var reader = try fixture.reader()
        let left = try reader.alerts()

        #expect(dropped > 0)
        #expect(left.first == first.first)
    }

    @Test func `alerts are stored even where nothing is left to drop`() throws {
        let fixture = try StoreFixture(limit: 1)
        var store = try fixture.open()

        for _ in 0..<5 { try store.append([sampleAlert(), sampleAlert()]) }
        var reader = try fixture.reader()
        let left = try reader.alerts().compactMap { $0.position?.sequence }
        let verdicts = try reader.verifyChains().map(\.verdict)

        #expect(left == [9, 10])
        #expect(verdicts.map(\.isWhole) == [true])
    }

    @Test(arguments: [
        ("UPDATE alerts SET line = CAST(replace(line, 'host-1', 'host-2') AS BLOB) WHERE sequence = 3", "was changed"),
        ("UPDATE alerts SET line = CAST(replace(line, 'host-1', 'host-2') AS BLOB) WHERE sequence = 6", "was changed"),
        ("DELETE FROM alerts WHERE sequence = 4", "sequences 4 to 4 are missing"),
        ("DELETE FROM alerts WHERE sequence >= 5", "sequences 5 to 6 are missing"),
        ("UPDATE alerts SET line = x'7b' WHERE sequence = 2", "line 2 cannot be read"),
        (
            "DELETE FROM alerts WHERE sequence = 2; INSERT INTO tombstones VALUES (1, 2, 2, 'no hash', 'none')",
            "sequences 2 to 2 are missing"
        ),
        ("UPDATE epochs SET hash = 'none'", "was changed"),
        ("UPDATE epochs SET sequence = -9223372036854775808", "was changed"),
    ])
    func `a changed history is noticed`(sql: String, expected: String) throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append((0..<6).map { _ in sampleAlert() })
        store.close()

        try fixture.execute(sql)
        var reader = try fixture.reader()
        let verdict = try #require(try reader.verifyChains().first?.verdict)

        #expect(!verdict.isWhole)
        #expect("\(verdict)".contains(expected), "\(verdict)")
    }
}
