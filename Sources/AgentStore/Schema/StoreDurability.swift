/// The settings without which an answer "stored" would be a lie.
enum StoreDurability {
    /// Sets the write-ahead log and a sync at each commit, and reads both back.
    static func demand(of connection: inout SQLiteConnection) throws(StoreError) {
        let attempt = "make the database durable"
        let mode = try connection.first("PRAGMA journal_mode = WAL", attempt) { $0.text(0) }
        try connection.run("PRAGMA synchronous = FULL", attempt)
        let synchronous = try connection.first("PRAGMA synchronous", attempt) { $0.integer(0) }
        guard mode == "wal", synchronous == full else {
            throw StoreError(
                kind: .other, attempt: attempt, path: connection.path,
                reason: "journal_mode is \(mode ?? "unknown"), synchronous is \(synchronous ?? -1)")
        }
        // The log shrinks back to 4 MiB after a burst.
        try connection.run("PRAGMA journal_size_limit = 4194304", attempt)
    }

    /// SQLite's number for FULL: a sync of the log at each commit.
    static let full: Int64 = 2
}
