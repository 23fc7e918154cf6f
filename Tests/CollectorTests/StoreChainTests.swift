import BehaviourModel
import Collector
import Testing
import WireProtocol

@Suite struct StoreChainTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("collector.db"), create: true)
    }

    private func append(_ lines: [[UInt8]], agent: String = "node-7", serial: String = "01") async throws
        -> BatchOutcome
    {
        try #require(try await store.append([batch(lines, agent: agent, serial: serial)]).first)
    }

    /// The collector's own alerts, as (kind of finding, first sequence).
    private func raised() async throws -> [String] {
        try await store.lines(LineQuery(.oldestFirst(after: 0), agent: "collector", limit: 100)).map { line in
            let json = try JSONParser.parse(line.bytes)
            #expect(json["kind"]?.string == "guard_rail")
            return "\(json["finding"]?["kind"]?.string ?? "?") \(json["finding"]?["first"]?.integer ?? -1)"
        }
    }

    @Test func `the writer syncs each commit`() throws {
        #expect(try store.durability() == SQLiteStore.Durability(journal: "wal", synchronous: 2))
    }

    @Test func `a whole chain is stored in order and raises nothing`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(10)

        let first = try await append(Array(lines[0..<6]))
        let second = try await append(Array(lines[6...]))

        #expect(first.accepted == 6 && first.through == 6)
        #expect(second.accepted == 4 && second.through == 10)
        #expect(try await store.lines(LineQuery(.oldestFirst(after: 0), limit: 100)).map(\.bytes) == lines)
        #expect(try await raised().isEmpty)
    }

    @Test func `the same lines again are duplicates, also half of them`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(6)
        _ = try await append(Array(lines[0..<4]))

        let again = try await append(Array(lines[0..<4]))
        let half = try await append(Array(lines[2...]))

        #expect(again.accepted == 0 && again.duplicate == 4 && again.through == 4)
        #expect(half.accepted == 2 && half.duplicate == 2 && half.through == 6)
        #expect(try await store.lines(LineQuery(.oldestFirst(after: 0), limit: 100)).map(\.bytes) == lines)
        #expect(try await raised().isEmpty)
    }

    @Test func `missing lines raise a gap, and are stored when they come late`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(5)
        _ = try await append([lines[0]])

        let after = try await append([lines[3], lines[4]])
        let late = try await append([lines[1], lines[2]])

        #expect(after.accepted == 2 && after.findings.map(\.kind) == [.gap])
        #expect(late.accepted == 2)
        #expect(try await raised() == ["gap 2", "reordered 2", "reordered 3"])
    }

    @Test func `a tombstone explains what is missing`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(2) + [maker.tombstone(5)] + maker.lines(2)

        let outcome = try await append(lines)

        #expect(outcome.accepted == 5 && outcome.findings.isEmpty && outcome.through == 9)
    }

    @Test func `a tombstone that begins among stored lines goes on from there`() async throws {
        var maker = LineMaker()
        let first = maker.lines(3)
        let before = maker.head
        let dropped = maker.lines(2)
        let rest = maker.lines(1)
        _ = try await append(first)
        // Lines 3 to 5 were dropped together, when 3 had been delivered already.
        let third = try ChainLink(line: first[2])
        let last = before.adding(line: dropped[0]).adding(line: dropped[1])
        let tombstone = Tombstone(
            for: ChainLink(epoch: maker.epoch, sequences: 3...5, previous: third.previous, hash: last.hash))

        let outcome = try await append([tombstone.line] + rest)

        #expect(outcome.accepted == 2 && outcome.findings.isEmpty && outcome.through == 6)
    }

    @Test func `two lines for one place raise a fork and the first one stays`() async throws {
        var maker = LineMaker()
        var other = maker
        let lines = maker.lines(3)
        let forged = other.next { $0.severity = .known(.low) }
        _ = try await append(lines)

        let outcome = try await append([forged])
        let again = try await append([forged])

        #expect(outcome.accepted == 0 && outcome.duplicate == 1 && outcome.findings.map(\.kind) == [.fork])
        #expect(again.findings.isEmpty)
        #expect(try await raised() == ["fork 1"])
        #expect(try await store.lines(LineQuery(.oldestFirst(after: 0), agent: "node-7")).map(\.bytes) == lines)
    }

    @Test func `a line changed on the way raises an edit at the one that follows`() async throws {
        var maker = LineMaker()
        var lines = maker.lines(3)
        lines[1] = Array(String(decoding: lines[1], as: UTF8.self).replacing("high", with: "low").utf8)

        let outcome = try await append(lines)

        #expect(outcome.accepted == 3 && outcome.findings.map(\.kind) == [.edit])
        #expect(try await raised() == ["edit 3"])
    }

    @Test func `an old epoch that speaks again raises one alert`() async throws {
        var old = LineMaker(epoch: "old")
        var new = LineMaker(epoch: "new")
        let first = old.lines(2)
        _ = try await append(first)
        _ = try await append(new.lines(1))

        let replayed = try await append(first)
        let more = try await append(old.lines(1))

        #expect(replayed.duplicate == 2 && replayed.findings.map(\.kind) == [.oldEpoch])
        #expect(more.accepted == 1 && more.findings.isEmpty)
        #expect(try await raised() == ["old_epoch 1"])
    }

    @Test func `two certificates that write in turn raise one alert, a renewal none`() async throws {
        var maker = LineMaker()
        _ = try await append(maker.lines(1), serial: "01")

        let renewed = try await append(maker.lines(1), serial: "02")
        let returned = try await append(maker.lines(1), serial: "01")

        #expect(renewed.findings.isEmpty)
        #expect(returned.findings.map(\.kind) == [.sharedEpoch])
    }

    @Test func `one epoch under two agents raises an alert`() async throws {
        var maker = LineMaker()
        var copy = LineMaker(agent: "node-8", epoch: maker.epoch)
        _ = try await append(maker.lines(2))

        let outcome = try await append(copy.lines(2), agent: "node-8", serial: "09")

        #expect(outcome.accepted == 2 && outcome.findings.map(\.kind) == [.sharedEpoch])
    }

    @Test func `the collector's own alerts make a whole chain`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(9)
        for index in stride(from: 0, to: 9, by: 2) { _ = try await append([lines[index]]) }

        let own = try await store.lines(LineQuery(.oldestFirst(after: 0), agent: "collector")).map(\.bytes)

        #expect(own.count == 4)
        #expect(HashChain.verify(lines: own).isWhole)
        for line in own { _ = try Alert(JSONParser.parse(line)) }
    }
}
