import AgentStore
import BehaviourModel
import Testing
import WireProtocol

@Suite struct StoreStreamTests {
    private func at(_ sequence: Int64, epoch: String = StoreFixture.epoch) -> StorePosition {
        StorePosition(epoch: epoch, sequence: sequence)
    }

    private func read(
        _ fixture: StoreFixture, after place: StorePosition? = nil, lines: Int = 1_000, bytes: Int = 1 << 20
    ) throws -> StreamBatch? {
        var reader = try fixture.reader()
        return try reader.batch(after: place, lines: lines, bytes: bytes).get()
    }

    /// The lines of a batch, cut by its sizes.
    private func lines(_ batch: StreamBatch) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        for size in batch.sizes {
            lines.append(Array(batch.bytes[start..<(start + size)]))
            start += size + 1
        }
        return lines
    }

    @Test func `lines are given byte for byte, in order, behind a place`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let stored = try store.append((0..<5).map { _ in sampleAlert() })

        let all = try #require(try read(fixture))
        let some = try #require(try read(fixture, after: at(2), lines: 2))

        #expect(all.agent == "host-1")
        #expect(all.epoch == StoreFixture.epoch)
        #expect(all.ends == [1, 2, 3, 4, 5])
        #expect(lines(all) == stored.map(\.line))
        #expect(some.ends == [3, 4])
        #expect(try read(fixture, after: at(5)) == nil)
    }

    @Test func `bytes bound a batch, and one line is given however long it is`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let stored = try store.append((0..<4).map { _ in sampleAlert(padding: 1_000) })
        let size = stored[0].line.count

        #expect(try read(fixture, bytes: 1)?.ends == [1])
        #expect(try read(fixture, bytes: 2 * (size + 2))?.ends == [1, 2])
    }

    @Test func `without a place it begins behind what is acknowledged`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append((0..<5).map { _ in sampleAlert() })
        _ = try store.acknowledge(at(3))

        var reader = try fixture.reader()
        let delivery = try reader.delivery()

        #expect(try read(fixture)?.ends == [4, 5])
        #expect(try read(fixture, after: at(1))?.ends == [2, 3, 4, 5])
        #expect(delivery.acknowledged == at(3))
        #expect(delivery.waiting == 2)
        #expect(delivery.undelivered == [.init(epoch: StoreFixture.epoch, acknowledged: 3, sequence: 5)])
    }

    @Test func `an earlier epoch comes first, each under its agent's name`() throws {
        var fixture = try StoreFixture()
        try fixture.fill(3)
        fixture.options.agent = "host-2"
        var store = try fixture.open(StoreFixture.otherEpoch)
        let opening = store.opening
        try store.append([sampleAlert()])
        _ = try store.acknowledge(at(1))

        let first = try #require(try read(fixture))
        let second = try #require(try read(fixture, after: at(3)))
        var reader = try fixture.reader()
        let unknown = try reader.batch(after: at(0, epoch: "never"), lines: 1, bytes: 1)

        #expect(opening == .newEpoch(.renamed))
        #expect((first.agent, first.epoch, first.ends) == ("host-1", StoreFixture.epoch, [2, 3]))
        #expect((second.agent, second.epoch, second.ends) == ("host-2", StoreFixture.otherEpoch, [1]))
        #expect(throws: StoreReader.UnknownEpoch.self) { try unknown.get() }
    }

    @Test func `refused lines are counted once, however often they are acknowledged`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        try store.append((0..<5).map { _ in sampleAlert() })

        for _ in 0..<3 { _ = try store.acknowledge(at(4), refused: [2, 2, 3, 9, -1]) }
        _ = try store.acknowledge(at(5), refused: [3, 5])
        let counters = try store.counters()

        #expect(counters.refused == 3)
    }

    @Test func `a full store drops what is acknowledged first, whatever its severity`() throws {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        try store.append((0..<100).map { _ in sampleAlert(severity: .critical, padding: 4_000) })
        _ = try store.acknowledge(at(100))
        for _ in 0..<5 { try store.append((0..<30).map { _ in sampleAlert(severity: .low, padding: 4_000) }) }
        let counters = try store.counters()

        let batch = try #require(try read(fixture))
        var reader = try fixture.reader()
        let isWhole = try reader.verifyChains().allSatisfy { $0.verdict.isWhole }

        #expect(counters.dropped > 0)
        #expect(batch.ends.first == 101, "nothing unacknowledged was dropped while acknowledged lines were there")
        #expect(isWhole)
    }

    @Test
    func `what was dropped unacknowledged is a tombstone of its agent, and never reaches across what is acknowledged`()
        throws
    {
        let fixture = try StoreFixture(limit: 1 << 20)
        var store = try fixture.open()
        try store.append((0..<400).map { _ in sampleAlert(severity: .low, padding: 4_000) })
        try store.append((0..<10).map { _ in sampleAlert(severity: .low, padding: 4_000) })
        let first = try #require(try read(fixture))
        let tombstone = try #require(try? ChainLink(line: lines(first)[0]))
        let json = try JSONParser.parse(lines(first)[0])
        // The collector has half of what was dropped, and the store drops on behind it.
        _ = try store.acknowledge(at(tombstone.sequences.upperBound))
        try store.append((0..<300).map { _ in sampleAlert(severity: .low, padding: 4_000) })
        try store.append((0..<10).map { _ in sampleAlert(severity: .low, padding: 4_000) })
        let second = try #require(try read(fixture))
        let next = try #require(try? ChainLink(line: lines(second)[0]))

        #expect(json["schema"]?.string == SchemaName.tombstone)
        #expect(json["agent"]?.string == "host-1")
        #expect(tombstone.sequences.lowerBound == 1)
        #expect(first.ends.first == tombstone.sequences.upperBound)
        #expect(next.sequences.lowerBound == tombstone.sequences.upperBound + 1)
        #expect(next.previous == tombstone.hash)
        #expect(HashChain.verify(lines: lines(first)).isWhole)
    }
}
