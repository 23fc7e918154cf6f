import BehaviourModel
import Collector
import GRDB
import Testing

/// Names that follow from a line's place are not stored; every name is found all the same.
@Suite struct LineNameTests {
    @Test(arguments: [
        ("11111111-2222-4333-8444-555555555555", "11111111-1"),
        ("11111111-2222-4333-8444-555555555555", "11111111-01"),
        ("11111111-2222-4333-8444-555555555555", "11111111-2"),
        ("e", "e-1"), ("e-e", "e-e-1"), ("12345678", "12345678-1"), ("e", "-1"), ("e", "1"), ("e", "e-"),
        ("e", "e-+1"), ("KKKKKKKK", "\u{212A}KKKKKKK-1"), ("e", "e-99999999999999999999"), ("e", "é-1"),
    ])
    func `a line is found by its name, and by no other`(epoch: String, id: String) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("collector.db"), create: true)
        var maker = LineMaker(epoch: epoch)
        let line = maker.next { $0.id = id }
        _ = try await store.append([batch([line])])

        #expect(try await store.line(id: id, agent: "node-7")?.bytes == line)
        #expect(try await store.line(id: id, agent: "node-8") == nil)
        for other in ["\(epoch.prefix(8))-1", "e-1", "11111111-1", "", "1", "11111111-3"]
        where !other.utf8.elementsEqual(id.utf8) {
            #expect(try await store.line(id: other, agent: nil) == nil, "\(other)")
        }
        #expect(try await ChainWalk(store: store).run().faults.isEmpty)
    }

    @Test func `lines of the same name, however many, hide none of another agent`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("collector.db"), create: true)
        // Each of an epoch that begins alike, by its place, and as many that say the name themselves.
        for n in 0..<20 {
            var derived = LineMaker(agent: "node-8", epoch: "11111111-\(n)")
            var written = LineMaker(agent: "node-8", epoch: "written-\(n)")
            let named = written.next { $0.id = "11111111-1" }
            _ = try await store.append([batch([derived.next()], agent: "node-8"), batch([named], agent: "node-8")])
        }
        var maker = LineMaker()
        let line = maker.next()
        _ = try await store.append([batch([line])])

        #expect(try await store.line(id: "11111111-1", agent: "node-7")?.bytes == line)
        #expect(try await store.line(id: "11111111-1", agent: nil)?.position == 1)
        // Nor do those whose bytes are gone.
        let queue = try DatabaseQueue(path: folder.file("collector.db"))
        try await queue.write { try $0.execute(sql: "DELETE FROM bodies WHERE position <= 40") }
        #expect(try await store.line(id: "11111111-1", agent: nil)?.bytes == line)
    }
}
