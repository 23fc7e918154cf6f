import Collector
import Foundation
import GRDB
import Testing
import WireProtocol

/// A store of an earlier version is brought forward, and holds what it held.
@Suite struct SchemaTests {
    private let folder: TemporaryFolder
    private let lines: [[UInt8]]

    /// What the agent sends next.
    private var maker = LineMaker()

    init() throws {
        folder = try TemporaryFolder()
        lines = [
            maker.next(), maker.tombstone(3),
            maker.next { ($0.id, $0.incident, $0.severity) = ("named", "i-1", .known(.low)) },
            maker.next { ($0.id, $0.about, $0.workload) = ("", "named", nil) },
        ]
    }

    /// A store as version 3 wrote it.
    private func writeVersion3(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            for step in Schema.steps.prefix(3) { try db.execute(sql: step) }
            try db.execute(sql: "INSERT INTO meta (name, value) VALUES ('schema', 3)")
            let received = try batch(lines)
            try db.execute(
                sql: """
                    INSERT INTO epochs (number, agent, epoch, serial, former, sequence, hash, lines, first_ns, last_ns)
                    VALUES (1, 'node-7', ?, '01', '', 6, ?, 4, 0, 0)
                    """, arguments: [received.epoch, received.lines.last?.link.hash.hexadecimal])
            for (index, line) in received.lines.enumerated() {
                let columns = line.projection
                try db.execute(
                    sql: """
                        INSERT INTO lines (position, epoch, sequence, first, hash, agent, schema, id, kind, severity,
                            time_ns, received_ns, workload, incident, about, tripwire)
                        VALUES (?, 1, ?, ?, ?, 'node-7', ?, ?, ?, ?, 5, 7, ?, ?, ?, 'escape')
                        """,
                    arguments: [
                        index + 1, line.sequence, line.link.sequences.lowerBound, line.link.hash.hexadecimal,
                        columns.schema, index == 3 ? "" : columns.id, columns.kind, columns.severity, columns.workload,
                        columns.incident, columns.about,
                    ])
                try db.execute(
                    sql: "INSERT INTO bodies (position, body) VALUES (?, ?)", arguments: [index + 1, Data(line.bytes)])
            }
        }
        try queue.close()
    }

    @Test func `a store of version 3 is whole after it, and finds what it found`() async throws {
        let path = folder.file("collector.db")
        try writeVersion3(path)
        let upgrade = try #require(try StoreUpgrade(path: path))
        #expect(upgrade.from == 3 && upgrade.lines == 4 && "\(upgrade)".contains("4 lines"))

        let store = try SQLiteStore(path: path)
        #expect(try StoreUpgrade(path: path) == nil)
        let report = try await ChainWalk(store: store).run()

        #expect(report.faults.isEmpty && report.lines == 4)
        #expect(try await store.line(id: "11111111-1", agent: "node-7")?.bytes == lines[0])
        #expect(try await store.line(id: "named", agent: nil)?.bytes == lines[2])
        #expect(try await found(store) { $0.severities = [1] } == [lines[2]])
        #expect(try await found(store) { $0.about = "named" } == [lines[3]])
        #expect(try await found(store) { $0.aboutIncident = "i-1" } == [lines[3]])
        #expect(try await found(store) { $0.workload = "host/web" } == [lines[0], lines[2]])
    }

    @Test func `it goes on where it was`() async throws {
        let path = folder.file("collector.db")
        try writeVersion3(path)
        let store = try SQLiteStore(path: path)
        var maker = maker
        let next = maker.next()

        let outcome = try await store.append([batch(lines + [next])])

        #expect(outcome.first?.accepted == 1 && outcome.first?.duplicate == 4)
        #expect(try await store.line(id: "11111111-7", agent: nil)?.position == 5)
        #expect(try await ChainWalk(store: store).run().faults.isEmpty)
    }

    @Test func `a command beside a collector leaves a store of an earlier version as it is, and says what to do`()
        async throws
    {
        let path = folder.file("collector.db")
        try writeVersion3(path)

        let failure = #expect(throws: StoreFailure.self) { _ = try SQLiteStore(path: path, options: .beside) }
        #expect(failure?.kind == .older && failure?.description.contains("yagura-collector run") == true)
        #expect(try StoreUpgrade(path: path)?.from == 3)

        #expect(try await SQLiteStore(path: path).newestPosition() == 4)
        #expect(try await SQLiteStore(path: path, options: .beside).newestPosition() == 4)
    }

    @Test func `an upgrade that ends in its midst has changed nothing, and is done whole the next time`() async throws {
        let path = folder.file("collector.db")
        try writeVersion3(path)
        // In the way of the last step: the lines are in their new table by then.
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "CREATE TABLE conditions (agent TEXT)") }

        #expect(throws: StoreFailure.self) { _ = try SQLiteStore(path: path) }
        #expect(try StoreUpgrade(path: path)?.from == 3)
        let former = "SELECT count(*) FROM lines WHERE tripwire = 'escape'"
        #expect(try await queue.read { try Int.fetchOne($0, sql: former) } == 4)
        try await queue.write { try $0.execute(sql: "DROP TABLE conditions") }
        try queue.close()

        #expect(try await ChainWalk(store: SQLiteStore(path: path)).run().lines == 4)
    }

    @Test func `what is not there, or empty yet, wants no upgrade`() throws {
        #expect(try StoreUpgrade(path: folder.file("none.db")) == nil)
        _ = try SQLiteStore(path: folder.file("new.db"), create: true)
        #expect(try StoreUpgrade(path: folder.file("new.db")) == nil)
    }

    private func found(_ store: SQLiteStore, _ change: (inout LineQuery) -> Void) async throws -> [[UInt8]] {
        var query = LineQuery(.oldestFirst(after: 0))
        change(&query)
        return try await store.lines(query).map(\.bytes)
    }
}
