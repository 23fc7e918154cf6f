internal import CSQLite

/// One open connection to a database file. Closed when it goes out of scope.
///
/// Statements are prepared once and kept, so the texts given to it must come from a fixed list.
@safe struct SQLiteConnection: ~Copyable {
    enum Access {
        /// Reads and writes a file that exists already.
        case write
        case readOnly
    }

    let path: String
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = unsafe [:]

    /// Opens an existing file and sets what both kinds of connection need.
    ///
    /// - Parameter busyMilliseconds: how long a call waits for another process's lock before it fails with `.locked`.
    static func open(
        path: String, access: Access, busyMilliseconds: Int32 = 2_000
    ) throws(StoreError) -> SQLiteConnection {
        let attempt = "open the database"
        var opened: OpaquePointer?
        // Only one thread at a time has this value: SQLite's own locks on the connection are left out.
        let flags =
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            | (access == .write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let handle = unsafe opened else {
            throw StoreError(kind: .cannotOpen, attempt: attempt, path: path, reason: "out of memory", code: code)
        }
        let connection = unsafe SQLiteConnection(path: path, handle: handle)
        guard code == SQLITE_OK else { throw connection.failure(code, attempt) }
        unsafe sqlite3_busy_timeout(handle, busyMilliseconds)
        // A database may come from anywhere: its schema runs nothing, and damaged cells are noticed.
        try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON")
        // 1 MiB of pages, and no temporary files.
        try connection.execute("PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY")
        if access == .readOnly { try connection.execute("PRAGMA query_only = ON") }
        return connection
    }

    @unsafe private init(path: String, handle: OpaquePointer) {
        self.path = path
        unsafe self.handle = handle
    }

    deinit {
        for unsafe(_, statement) in unsafe statements { unsafe sqlite3_finalize(statement) }
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that answer nothing.
    func execute(_ sql: String, attempt: String = "prepare the database") throws(StoreError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, attempt) }
    }

    /// Prepares `sql`, or takes it from the kept ones, lends it to `body`, and resets it after.
    mutating func query<Result>(
        _ sql: String, _ attempt: String, _ body: (inout SQLiteStatement) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        var statement = unsafe SQLiteStatement(
            handle: try prepared(sql, attempt), connection: handle, path: path, attempt: attempt)
        return try body(&statement)
    }

    /// Runs one statement to its end.
    mutating func run(_ sql: String, _ attempt: String, _ values: SQLiteValue...) throws(StoreError) {
        try query(sql, attempt) { (statement) throws(StoreError) in
            for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
            while try statement.step() {}
        }
    }

    /// The first row, made into a value; nil without a row.
    mutating func first<Result>(
        _ sql: String, _ attempt: String, _ values: SQLiteValue...,
        row: (borrowing SQLiteStatement) throws(StoreError) -> Result
    ) throws(StoreError) -> Result? {
        try query(sql, attempt) { (statement) throws(StoreError) in
            for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
            return try statement.step() ? try row(statement) : nil
        }
    }

    /// All rows, made into values.
    mutating func all<Result>(
        _ sql: String, _ attempt: String, _ values: SQLiteValue...,
        row: (borrowing SQLiteStatement) throws(StoreError) -> Result
    ) throws(StoreError) -> [Result] {
        try query(sql, attempt) { (statement) throws(StoreError) in
            for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
            var results: [Result] = []
            while try statement.step() { results.append(try row(statement)) }
            return results
        }
    }

    /// Rows that the last statement changed.
    var changes: Int { unsafe Int(sqlite3_changes(handle)) }

    private mutating func prepared(_ sql: String, _ attempt: String) throws(StoreError) -> OpaquePointer {
        if let known = unsafe statements[sql] { return unsafe known }
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else { throw failure(code, attempt) }
        unsafe statements[sql] = statement
        return unsafe statement
    }

    private func failure(_ code: Int32, _ attempt: String) -> StoreError {
        unsafe StoreError(code: code, connection: handle, path: path, attempt: attempt)
    }
}

extension SQLiteConnection {
    /// Does everything in `body`, or nothing of it. Takes the write lock first, so that `body` never fails for want of it.
    mutating func transaction<Result>(
        _ attempt: String, _ body: (inout SQLiteConnection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try run("BEGIN IMMEDIATE", attempt)
        do throws(StoreError) {
            let result = try body(&self)
            try run("COMMIT", attempt)
            return result
        } catch {
            // SQLite may have rolled back by itself (a full disk); then this fails, and there is nothing left to undo.
            try? run("ROLLBACK", attempt)
            throw error
        }
    }
}
