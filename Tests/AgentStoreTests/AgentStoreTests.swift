import AgentStore
import BehaviourModel
import Glibc
import Testing
import WireProtocol

@Suite struct AgentStoreTests {
    @Test func `a new store begins an epoch, closed to all but root`() throws {
        let fixture = try StoreFixture()

        let store = try fixture.open()
        let (opening, epoch, head) = (store.opening, store.epoch.name, store.head)

        #expect(opening == .created)
        #expect(epoch == StoreFixture.epoch)
        #expect(head == .start)
        #expect(mode(of: fixture.options.directory) == 0o700)
        for file in ["agent.db", "agent.db-wal", "agent.db-shm", "agent.head"] {
            #expect(mode(of: fixture.options.directory + "/" + file) == 0o600, "\(file)")
        }
    }

    @Test func `an alert gets agent, epoch, sequence, the line before it and an id`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()

        let stored = try store.append([sampleAlert(), sampleAlert("mine"), sampleAlert(kind: .response, about: "mine")])

        let alerts = try stored.map { try $0.alert() }
        #expect(alerts.map(\.sequence) == [1, 2, 3])
        #expect(alerts.map(\.id) == ["11111111-1", "mine", "11111111-3"])
        #expect(alerts.allSatisfy { $0.agent == "host-1" && $0.epoch == StoreFixture.epoch })
        #expect(alerts[0].previous == Fingerprint.none.hexadecimal)
        #expect(alerts[1].previous == Fingerprint(of: stored[0].line).hexadecimal)
        #expect(alerts[2].previous == Fingerprint(of: stored[1].line).hexadecimal)
        let head = store.head
        #expect(head == ChainHead(sequence: 3, hash: Fingerprint(of: stored[2].line)))
    }

    @Test func `what was stored is read back byte for byte, in another life too`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let first = try store.append([sampleAlert(), sampleAlert()])
        store.close()

        var again = try fixture.open(StoreFixture.otherEpoch)
        let second = try again.append([sampleAlert()])
        let (opening, epoch) = (again.opening, again.epoch.name)
        var reader = try fixture.reader()
        let all = try reader.alerts()
        let verdicts = try reader.verifyChains().map(\.verdict)

        #expect(opening == .continued)
        #expect(epoch == StoreFixture.epoch)
        #expect(all == first + second)
        #expect(verdicts.map(\.isWhole) == [true])
    }

    @Test func `the same id is stored once, so that a caller may repeat`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()

        let first = try store.append([sampleAlert("a"), sampleAlert("b")])
        let second = try store.append([sampleAlert("b"), sampleAlert("c"), sampleAlert("c")])
        let counters = try store.counters()

        #expect(second[0] == first[1])
        #expect(second[1] == second[2])
        #expect(second[1].position?.sequence == 3)
        #expect(counters.delivered == 3)
    }

    @Test func `raised is delivered and held back, and records are neither`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()

        try store.append(
            [sampleAlert(), sampleAlert(kind: .tripwire), sampleAlert(kind: .health), sampleAlert(kind: .loss)],
            held: [sampleAlert(), sampleAlert(), sampleAlert()])
        let counters = try store.counters()
        let head = store.head.sequence

        #expect(counters.delivered == 2)
        #expect(counters.heldBack == 3)
        #expect(counters.raised == 5)
        #expect(counters.records == 2)
        #expect(head == 4, "held-back alerts have no place in the stream")
    }

    @Test func `held-back alerts are kept up to a limit, and the rest is counted`() throws {
        var fixture = try StoreFixture()
        fixture.options.heldLimit = 5
        var store = try fixture.open()

        for number in 0..<12 { try store.append([], held: [sampleAlert("h\(number)")]) }
        let counters = try store.counters()
        var reader = try fixture.reader()
        var query = AlertQuery()
        query.isHeld = true
        let held = try reader.alerts(query)

        #expect(held.map(\.id) == ["h7", "h8", "h9", "h10", "h11"])
        #expect(held.allSatisfy { $0.position == nil })
        #expect(counters.heldBack == 12)
        #expect(counters.heldForgotten == 7)
    }

    @Test func `a line that no reader would take is counted, and the others are stored`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()

        let stored = try store.append([
            sampleAlert("a"), sampleAlert("b", padding: AgentStore.lineLimit), sampleAlert("c"),
        ])
        let counters = try store.counters()

        #expect(stored.map(\.id) == ["a", "c"])
        #expect(stored.map { $0.position?.sequence } == [1, 2])
        #expect(counters.notStored == 1)
    }

    @Test func `hostile text goes in and out as it is`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let name = "'; DROP TABLE alerts; --\u{0}\n\"\u{202E}"

        try store.append([sampleAlert(name, workload: name, incident: name, tripwire: name)])
        var reader = try fixture.reader()
        var query = AlertQuery()
        query.workload = WorkloadIdentity(scope: "host", name: name)
        query.tripwire = name
        query.incident = name
        let found = try reader.alerts(query)
        let byID = try reader.alerts(idPrefix: name)

        #expect(found.map(\.id) == [name])
        #expect(byID == found)
        #expect(try found[0].alert().workload?.name == name)
    }

    private func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}
