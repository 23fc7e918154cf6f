internal import Foundation
internal import GRDB
internal import Synchronization
internal import WireProtocol

extension SQLiteStore: LineStore {
    package func append(_ batches: [ReceivedBatch]) async throws(StoreFailure) -> [BatchOutcome] {
        let now = WallClock.now
        return try await write("store alerts") { db in
            try self.writing(db, now: now) { writer in
                var outcomes: [BatchOutcome] = []
                outcomes.reserveCapacity(batches.count)
                for batch in batches { outcomes.append(try writer.write(batch)) }
                return outcomes
            }
        }
    }

    /// Lends a writer of lines. What it remembers is kept when the transaction is committed, and forgotten when it is not;
    /// both happen before the next transaction begins.
    func writing<Value>(
        _ db: Database, now: Int64, _ body: (inout BatchWriter) throws -> Value
    ) throws -> Value {
        var writer = try BatchWriter(db, tails: tails.withLock { $0 }, now: now)
        tails.withLock { $0 = EpochTails() }
        let value = try body(&writer)
        let remembered = writer.remembered
        // GRDB 7.10 keeps the call when the commit itself fails, as on a full disk, and makes it after whatever is committed next.
        let transaction = transactions.load(ordering: .relaxed)
        db.afterNextTransaction(onCommit: { [self] _ in
            guard transactions.load(ordering: .relaxed) == transaction else { return }
            tails.withLock { $0 = remembered }
        })
        return value
    }

    package func page(_ query: LineQuery) async throws(StoreFailure) -> LinePage {
        try await read("read alerts") { db in
            var query = query
            while true {
                // One more than asked for tells whether there is a next page.
                let positions = try LineFinder(query, db).positions(query.limit &+ 1)
                let page = try Self.page(query, positions, db)
                // Lines whose bytes are gone are passed over; a page of nothing else is no page.
                guard page.lines.isEmpty, !page.isLast, let last = positions.dropLast().last else { return page }
                query.direction = query.direction.continued(behind: last)
            }
        }
    }

    private static func page(_ query: LineQuery, _ positions: [Int64], _ db: Database) throws -> LinePage {
        var page = LinePage(lines: [], isLast: positions.count <= query.limit)
        var bytes = 0
        for position in positions.prefix(query.limit) {
            guard let line = try StoredLine.fetch(at: position, db) else { continue }
            bytes &+= line.bytes.count
            guard page.lines.isEmpty || bytes <= query.bytes else {
                page.isLast = false
                return page
            }
            page.lines.append(line)
        }
        return page
    }

    package func line(id: String, agent: String?) async throws(StoreFailure) -> StoredLine? {
        try await read("read an alert") { db in
            try LineFinder.position(named: id, agent: agent, db).flatMap { try StoredLine.fetch(at: $0, db) }
        }
    }

    package func newestPosition() async throws(StoreFailure) -> Int64 {
        try await read("read the newest position") { db in
            try Int64.fetchOne(db, sql: "SELECT max(position) FROM lines") ?? 0
        }
    }
}

extension StoredLine {
    /// The line at a position; nil where it, or its bytes, are gone.
    static func fetch(at position: Int64, _ db: Database) throws -> StoredLine? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT lines.position AS position, agent, schema, received_ns, body FROM lines
                JOIN bodies ON bodies.position = lines.position JOIN facets ON facets.number = lines.facet
                WHERE lines.position = ?
                """)
        return try Row.fetchOne(statement, arguments: [position]).map { row in
            StoredLine(
                position: row["position"], agent: row["agent"], schema: row["schema"], received: row["received_ns"],
                bytes: Array(row["body"] as Data))
        }
    }
}
