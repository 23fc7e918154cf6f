import AgentStore
import BehaviourModel
import Testing

@Suite struct StoreReaderTests {
    private func filled() throws -> StoreFixture {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append(
            [
                sampleAlert("a1", severity: .low, time: 100),
                sampleAlert("a2", time: 200, workload: "db", incident: "i1"),
                sampleAlert(
                    "b1", kind: .tripwire, severity: .critical, time: 300, incident: "i2", tripwire: "upper-exec"),
                sampleAlert("b2", kind: .response, time: 400, about: "b1"),
            ],
            held: [sampleAlert("a3", time: 250), sampleAlert("h2", time: 500, workload: "db")])
        return fixture
    }

    private func ids(_ change: (inout AlertQuery) -> Void) throws -> [String] {
        let fixture = try filled()
        var query = AlertQuery()
        change(&query)
        var reader = try fixture.reader()
        return try reader.alerts(query).map(\.id)
    }

    @Test func `selects by each field, and by several`() throws {
        #expect(try ids { _ in } == ["a1", "a2", "b1", "b2"])
        #expect(try ids { $0.sinceUnixNanoseconds = 300 } == ["b1", "b2"])
        #expect(try ids { $0.workload = WorkloadIdentity(scope: "host", name: "db") } == ["a2"])
        #expect(try ids { $0.container = "c-web" } == ["a1", "b1", "b2"])
        #expect(try ids { $0.tripwire = "upper-exec" } == ["b1"])
        #expect(try ids { $0.incident = "i1" } == ["a2"])
        #expect(try ids { $0.kind = .response } == ["b2"])
        #expect(try ids { $0.minimumSeverity = .critical } == ["b1"])
        #expect(try ids { $0.about = "b1" } == ["b2"])
        #expect(try ids { ($0.sinceUnixNanoseconds, $0.minimumSeverity) = (150, .high) } == ["a2", "b1", "b2"])
        #expect(try ids { $0.isHeld = true } == ["a3", "h2"])
        #expect(try ids { ($0.isHeld, $0.sinceUnixNanoseconds) = (true, 300) } == ["h2"])
    }

    @Test func `a limit takes the first or the last, in order either way`() throws {
        #expect(try ids { $0.limit = 2 } == ["a1", "a2"])
        #expect(try ids { ($0.limit, $0.isNewest) = (2, true) } == ["b1", "b2"])
        #expect(try ids { $0.limit = -5 } == [])
    }

    @Test func `goes on behind a place, over the end of an epoch`() throws {
        #expect(try ids { $0.after = StorePosition(epoch: StoreFixture.epoch, sequence: 2) } == ["b1", "b2"])
        #expect(try ids { $0.after = StorePosition(epoch: StoreFixture.epoch, sequence: 4) } == [])
        #expect(
            try ids { $0.after = StorePosition(epoch: "of another database", sequence: 4) } == ["a1", "a2", "b1", "b2"])
        #expect(
            try ids {
                $0.after = StorePosition(epoch: StoreFixture.epoch, sequence: 1)
                $0.minimumSeverity = .critical
            } == ["b1"])
    }

    @Test(arguments: [
        ("a1", ["a1"]),
        ("b", ["b1", "b2"]),
        ("a", ["a1", "a2"]),  // two say "ambiguous"; there are three
        ("h", ["h2"]),
        ("%", []),
        ("", ["a1", "a2"]),
        ("zz", []),
    ])
    func `finds by the beginning of an id`(prefix: String, expected: [String]) throws {
        let fixture = try filled()
        var reader = try fixture.reader()

        let found = try reader.alerts(idPrefix: prefix).map(\.id)

        #expect(found == expected)
    }

    @Test func `a reader sees what was committed, and cannot write`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        var reader = try fixture.reader()

        try store.append([sampleAlert("a")])
        let found = try reader.alerts().map(\.id)

        #expect(found == ["a"])
    }
}
