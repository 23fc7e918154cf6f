package import Foundation
internal import GRDB
internal import Synchronization

/// The embedded store: one SQLite file, one writer, a few readers beside it.
package final class SQLiteStore: Sendable {
    let pool: DatabasePool
    /// What the writer knows of the epochs it writes to; emptied when a transaction fails.
    let tails = Mutex(EpochTails())
    /// Write transactions begun so far; the one writer counts them.
    let transactions = Atomic<UInt64>(0)

    package struct Options: Sendable {
        /// The largest size of the database in bytes; nil for what the disk holds.
        package var limit: Int64?
        /// How long a writer waits for another program's lock.
        package var lockWait: TimeInterval = 2
        /// Whether a store of an earlier version is brought forward. A command beside a collector must not: one that still runs
        /// in the earlier version could not go on.
        package var upgrades = true

        package init() {}

        /// For commands beside a collector.
        package static var beside: Options {
            var options = Options()
            options.upgrades = false
            return options
        }
    }

    /// Opens the store, or makes it where `create` says so.
    package init(path: String, create: Bool = false, options: Options = Options()) throws(StoreFailure) {
        guard create || FileManager.default.fileExists(atPath: path) else {
            throw StoreFailure(.other, attempt: "open the store", reason: "\(path) does not exist")
        }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(options.lockWait)
            configuration.maximumReaderCount = 4
            configuration.label = "store"
            configuration.prepareDatabase { db in
                // Pages of 4 KiB: 8 MiB a connection, so that memory stays flat however much is stored.
                try db.execute(sql: "PRAGMA cache_size = -8192")
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.demandDurability(of: pool)
            try pool.write { try Schema.establish(in: $0, upgrades: options.upgrades) }
            if let limit = options.limit { try setLimit(limit) }
        } catch {
            throw Self.failure(error, "open the store \(path)")
        }
    }

    /// GRDB sets synchronous=NORMAL on a pool's writer after its own preparation: set it behind that, and read it back.
    private static func demandDurability(of pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // 32 MiB of log before it is copied into the file: pages of indexes are written once for several transactions.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
            // The log shrinks back to this after a burst.
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        let found = try durability(of: pool)
        guard found == Durability(journal: "wal", synchronous: 2) else {
            throw StoreFailure(
                .other, attempt: "make the store durable",
                reason: "journal_mode is \(found.journal), synchronous is \(found.synchronous)")
        }
    }

    /// What the writer's connection says of itself.
    package struct Durability: Hashable, Sendable {
        package var journal: String
        /// 2 is FULL: the log is synced at each commit.
        package var synchronous: Int

        package init(journal: String, synchronous: Int) {
            self.journal = journal
            self.synchronous = synchronous
        }
    }

    package func durability() throws -> Durability { try Self.durability(of: pool) }

    private static func durability(of pool: DatabasePool) throws -> Durability {
        try pool.writeWithoutTransaction { db in
            Durability(
                journal: try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "",
                synchronous: try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1)
        }
    }

    /// Bounds the file: an insert beyond it fails as on a full disk.
    package func setLimit(_ bytes: Int64) throws {
        try pool.writeWithoutTransaction { db in
            let page = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
            _ = try Int64.fetchOne(db, sql: "PRAGMA max_page_count = \(max(1, bytes / max(1, page)))")
        }
    }

    func read<Value: Sendable>(
        _ attempt: String, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws(StoreFailure) -> Value {
        do { return try await pool.read(body) } catch { throw Self.failure(error, attempt) }
    }

    func write<Value: Sendable>(
        _ attempt: String, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws(StoreFailure) -> Value {
        do {
            return try await pool.write { [self] db in
                transactions.add(1, ordering: .relaxed)
                return try body(db)
            }
        } catch { throw Self.failure(error, attempt) }
    }

    static func failure(_ error: any Error, _ attempt: String) -> StoreFailure {
        if let failure = error as? StoreFailure { return failure }
        guard let error = error as? DatabaseError else {
            return StoreFailure(.other, attempt: attempt, reason: "\(error)")
        }
        let kind: StoreFailure.Kind =
            switch error.resultCode {
            case .SQLITE_FULL: .full
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
            default: .other
            }
        // Not the whole description: it quotes SQL and arguments, which are a stranger's text.
        return StoreFailure(
            kind, attempt: attempt, reason: "SQLite: \(error.message ?? "code \(error.resultCode.rawValue)")")
    }
}
