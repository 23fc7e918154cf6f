/// One step of the database's shape. Steps are never changed once released: a new shape is a new step.
struct SchemaMigration: Sendable {
    let version: Int64
    let sql: String

    /// All steps, in order, from an empty file to what this agent writes.
    static let all: [SchemaMigration] = [
        SchemaMigration(version: 1, sql: schemaVersion1), SchemaMigration(version: 2, sql: schemaVersion2),
    ]

    /// Brings a database to the last of `steps`; each step whole or not at all.
    ///
    /// Fails with `.newerSchema` when a later agent has written it: an older one must not guess.
    static func apply(_ steps: [SchemaMigration], to connection: inout SQLiteConnection, now: Int64) throws(StoreError)
    {
        let attempt = "prepare the database"
        try connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_ns INTEGER NOT NULL) STRICT")
        let found =
            try connection.first("SELECT coalesce(max(version), 0) FROM migrations", attempt) { $0.integer(0) } ?? 0
        let supported = steps.last?.version ?? 0
        guard found <= supported else {
            throw StoreError(
                kind: .newerSchema, attempt: "open the database", path: connection.path,
                reason: "its schema is version \(found), this agent knows \(supported)")
        }
        for step in steps where step.version > found {
            try connection.transaction(attempt) { (connection) throws(StoreError) in
                try connection.execute(step.sql)
                try connection.run(
                    "INSERT INTO migrations (version, applied_ns) VALUES (?1, ?2)", attempt, .integer(step.version),
                    .integer(now))
            }
        }
    }
}
