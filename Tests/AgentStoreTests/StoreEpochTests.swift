import AgentStore
import BehaviourModel
import Glibc
import TestSupport
import Testing

@Suite struct StoreEpochTests {
    @Test func `a database restored from a copy begins a new epoch and keeps the old lines`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(3)
        let copy = fixture.database + ".copy"
        try writeFile(copy, try readBytes(fixture.database), mode: 0o600)
        #expect(rename(copy, fixture.database) == 0)

        var store = try fixture.open(StoreFixture.otherEpoch)
        let (opening, epoch) = (store.opening, store.epoch)
        try store.append([sampleAlert()])
        var reader = try fixture.reader()
        let sequences = try reader.alerts().map { $0.position?.sequence }
        let verdicts = try reader.verifyChains()

        #expect(opening == .newEpoch(.copied))
        #expect((epoch.name, epoch.number) == (StoreFixture.otherEpoch, 2))
        #expect(sequences == [1, 2, 3, 1])
        #expect(verdicts.allSatisfy { $0.verdict.isWhole })
    }

    @Test func `a database set back in place is noticed by its witness`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(3)
        let old = try readBytes(fixture.database)
        try fixture.fill(2)
        try fixture.overwrite(with: old)

        let store = try fixture.open(StoreFixture.otherEpoch)
        let (opening, head) = (store.opening, store.head)

        #expect(opening == .newEpoch(.rolledBack))
        #expect(head == .start)
    }

    @Test func `a cloned machine begins a new epoch`() throws {
        var fixture = try StoreFixture()
        try fixture.fill(1)
        fixture.options.machine = "m2"

        let store = try fixture.open(StoreFixture.otherEpoch)
        let opening = store.opening

        #expect(opening == .newEpoch(.cloned))
    }

    @Test(arguments: ["", "garbage", "11111111-1111-4111-8111-111111111111", "x y z", "e 99999999999999999999999999"])
    func `a witness that makes no sense changes nothing`(text: String) throws {
        let fixture = try StoreFixture()
        try fixture.fill(2)
        try writeFile(fixture.options.directory + "/agent.head", text, mode: 0o600)

        let store = try fixture.open(StoreFixture.otherEpoch)
        let opening = store.opening

        #expect(opening == .continued)
    }
}
