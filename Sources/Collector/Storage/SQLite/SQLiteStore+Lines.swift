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
        db.afterNextTransaction(onCommit: { [self] _ in tails.withLock { $0 = remembered } })
        return value
    }

    package func page(_ query: LineQuery) async throws(StoreFailure) -> LinePage {
        // One more than asked for tells whether there is a next page.
        let (sql, arguments) = LineSelect.compose(query, limit: query.limit &+ 1)
        return try await read("read alerts") { db in
            var page = LinePage(lines: [], isLast: true)
            var bytes = 0
            for position in try Int64.fetchAll(db, sql: sql, arguments: arguments) {
                guard page.lines.count < query.limit else {
                    page.isLast = false
                    break
                }
                guard let line = try LineSelect.line(at: position, db) else { break }
                bytes &+= line.bytes.count
                guard page.lines.isEmpty || bytes <= query.bytes else {
                    page.isLast = false
                    break
                }
                page.lines.append(line)
            }
            return page
        }
    }

    package func line(id: String, agent: String?) async throws(StoreFailure) -> StoredLine? {
        try await read("read an alert") { db in
            try Row.fetchOne(
                db,
                sql: LineSelect.columns
                    + " WHERE id = ? AND (? IS NULL OR agent = ?) ORDER BY lines.position LIMIT 1",
                arguments: [id, agent, agent]
            ).map(StoredLine.init(row:))
        }
    }

    package func newestPosition() async throws(StoreFailure) -> Int64 {
        try await read("read the newest position") { db in
            try Int64.fetchOne(db, sql: "SELECT max(position) FROM lines") ?? 0
        }
    }
}

extension StoredLine {
    init(row: Row) {
        self.init(
            position: row["position"], agent: row["agent"], schema: row["schema"], received: row["received_ns"],
            bytes: Array(row["body"] as Data))
    }
}

/// Composes the one statement that finds lines: their positions only, so that sorting holds no bytes of lines.
enum LineSelect {
    private static let tables = "FROM lines JOIN bodies ON bodies.position = lines.position"
    static let columns = "SELECT lines.position AS position, agent, schema, received_ns, body " + tables
    private static let positions = "SELECT lines.position " + tables

    static func line(at position: Int64, _ db: Database) throws -> StoredLine? {
        let statement = try db.cachedStatement(sql: columns + " WHERE lines.position = ?")
        return try Row.fetchOne(statement, arguments: [position]).map(StoredLine.init(row:))
    }

    static func compose(_ query: LineQuery, limit: Int) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func add(_ condition: String, _ value: some DatabaseValueConvertible) {
            conditions.append(condition)
            arguments += [value]
        }
        if let agent = query.agent { add("agent = ?", agent) }
        if let workload = query.workload { add("workload = ?", workload) }
        if let incident = query.incident { add("incident = ?", incident) }
        if let about = query.about { add("about = ?", about) }
        if let incident = query.aboutIncident {
            add("about IN (SELECT id FROM lines WHERE incident = ?)", incident)
            add("(incident IS NULL OR incident <> ?)", incident)
        }
        if !query.severities.isEmpty {
            conditions.append("severity IN (\(marks(query.severities.count)))")
            arguments += StatementArguments(query.severities.sorted())
        }
        if !query.kinds.isEmpty {
            conditions.append("kind IN (\(marks(query.kinds.count)))")
            arguments += StatementArguments(query.kinds.sorted())
        }
        let order: String
        switch query.direction {
        case .newestFirst(let before):
            if let before { add("lines.position < ?", before) }
            order = "DESC"
        case .oldestFirst(let after):
            add("lines.position > ?", after)
            order = "ASC"
        }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        arguments += [limit]
        return (positions + filter + " ORDER BY lines.position \(order) LIMIT ?", arguments)
    }

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}
