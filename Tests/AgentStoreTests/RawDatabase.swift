import AgentStore
import CSQLite
import Glibc
import TestSupport

/// Somebody else's connection to the database.
final class RawDatabase {
    struct Failure: Error { let words: String }
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw Failure(words: "cannot open \(path)")
        }
    }

    deinit { sqlite3_close(handle) }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(words: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "")
        }
    }
}

extension StoreFixture {
    func execute(_ sql: String) throws {
        try RawDatabase(database).execute(sql)
    }

    /// Appends alerts in a life of their own, and closes.
    func fill(_ count: Int) throws {
        var store = try open()
        try store.append((0..<count).map { _ in sampleAlert() })
        store.close()
    }

    /// Changes the file in place, as a copy over it does.
    func overwrite(with bytes: [UInt8]) throws {
        unlink(database + "-wal")
        unlink(database + "-shm")
        try writeFile(database, bytes, mode: 0o600)
    }

    func size() throws -> Int { try readBytes(database).count }
}
