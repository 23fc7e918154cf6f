import Collector
import Foundation
import GRDB
import Testing

@Suite struct VerifyTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("collector.db"), create: true)
        var maker = LineMaker()
        var other = LineMaker(agent: "node-8", epoch: "other")
        for _ in 0..<4 {
            _ = try await store.append([batch(maker.lines(5)), batch(other.lines(5), agent: "node-8")])
        }
    }

    /// What verify finds after somebody worked on the file.
    private func faults(after sql: String...) async throws -> [String] {
        let queue = try DatabaseQueue(path: folder.file("collector.db"))
        try await queue.write { db in for statement in sql { try db.execute(sql: statement) } }
        return try await ChainWalk(store: store).run().faults.map {
            "\($0.agent) \($0.sequence ?? -1) \($0.description)"
        }
    }

    @Test func `an untouched store is whole`() async throws {
        let report = try await ChainWalk(store: store).run()

        #expect(report.faults.isEmpty && report.lines == 40 && report.epochs == 2)
    }

    @Test func `a changed byte is found where it is`() async throws {
        let found = try await faults(
            after:
                "UPDATE bodies SET body = CAST(replace(CAST(body AS TEXT), '\"high\"', '\"hugh\"') AS BLOB) WHERE position = 3"
        )

        #expect(found.contains { $0.hasPrefix("node-7 3 ") && $0.contains("changed") })
    }

    @Test func `a changed last byte of the last line is found`() async throws {
        let found = try await faults(
            after:
                "UPDATE bodies SET body = CAST(replace(CAST(body AS TEXT), 'host', 'hosT') AS BLOB) WHERE position = 40"
        )

        #expect(found.contains { $0.hasPrefix("node-8 20 ") })
    }

    @Test func `a changed byte with its hash made to fit is found by the line behind it`() async throws {
        let queue = try DatabaseQueue(path: folder.file("collector.db"))
        try await queue.write { db in
            let body = try #require(try Data.fetchOne(db, sql: "SELECT body FROM bodies WHERE position = 3"))
            let forged = String(decoding: body, as: UTF8.self).replacing("\"boot\"", with: "\"toob\"")
            let hash = try IngestBody().read(
                Array(forged.utf8), agent: #require(AgentName("node-7")), serial: "", received: 0
            ).lines[0].link.hash.bytes
            try db.execute(sql: "UPDATE bodies SET body = ? WHERE position = 3", arguments: [Data(forged.utf8)])
            try db.execute(sql: "UPDATE lines SET hash = ? WHERE position = 3", arguments: [Data(hash)])
        }

        let found = try await ChainWalk(store: store).run().faults

        #expect(found.contains { $0.agent == "node-7" && $0.sequence == 4 })
    }

    @Test func `a deleted row is found, in the middle and at the end`() async throws {
        let middle = try await faults(
            after: "DELETE FROM lines WHERE position = 4", "DELETE FROM bodies WHERE position = 4")
        #expect(middle.contains { $0.hasPrefix("node-7 4 ") && $0.contains("missing") })

        let end = try await faults(
            after: "DELETE FROM lines WHERE position = 40", "DELETE FROM bodies WHERE position = 40")
        #expect(end.contains { $0.hasPrefix("node-8 20 ") && $0.contains("missing") })
    }

    @Test func `bytes taken away from a row are found`() async throws {
        #expect(
            try await faults(after: "DELETE FROM bodies WHERE position = 2").contains { $0.contains("bytes are gone") })
    }

    @Test func `two rows that changed places are found`() async throws {
        let swap = ["lines", "bodies"].flatMap { table in
            [
                "UPDATE \(table) SET position = -1 WHERE position = 2",
                "UPDATE \(table) SET position = 2 WHERE position = 3",
                "UPDATE \(table) SET position = 3 WHERE position = -1",
            ]
        }
        let queue = try DatabaseQueue(path: folder.file("collector.db"))
        try await queue.write { db in for statement in swap { try db.execute(sql: statement) } }

        let found = try await ChainWalk(store: store).run().faults

        #expect(found.contains { $0.agent == "node-7" && $0.description.contains("came after lines that follow it") })
    }

    @Test(arguments: [
        "facet = 2", "facet = 77", "id = 'x'", "id = NULL", "first = 1", "epoch = 77", "sequence = 77",
        "incident = 'x'",
        "about = 'x'", "hash = x'00'",
    ])
    func `a changed column is found`(change: String) async throws {
        #expect(try await faults(after: "UPDATE lines SET \(change) WHERE position = 3").isEmpty == false)
    }

    @Test(arguments: [
        "severity = 1", "kind = 'health'", "workload = 'host/other'", "schema = 'x'", "agent = 'node-9'",
        // Looks the same, and is another character: KELVIN SIGN.
        "workload = 'host/' || char(8490)",
    ])
    func `a changed facet is found at each of its lines`(change: String) async throws {
        let found = try await faults(after: "UPDATE facets SET \(change) WHERE number = 1")

        #expect(found.count >= 20 && found.allSatisfy { $0.hasPrefix("node-7 ") })
    }
}
