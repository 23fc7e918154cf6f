internal import CSQLite

/// A value on its way into a statement.
enum SQLiteValue {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    static func optional(_ text: String?) -> SQLiteValue { text.map { .text($0) } ?? .null }
    static func optional(_ number: Int64?) -> SQLiteValue { number.map { .integer($0) } ?? .null }
}

/// A prepared statement, lent by its connection for one use; reset at the end of its life.
@safe struct SQLiteStatement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let path: String
    private let attempt: String

    @unsafe init(handle: OpaquePointer, connection: OpaquePointer, path: String, attempt: String) {
        unsafe self.handle = handle
        unsafe self.connection = connection
        self.path = path
        self.attempt = attempt
    }

    deinit {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    /// Sets parameter `?index`, counted from 1. SQLite copies the bytes.
    func bind(_ value: SQLiteValue, at index: Int) throws(StoreError) {
        // SQLITE_TRANSIENT, a cast that Swift does not import: copy the bytes before the call returns.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let place = Int32(clamping: index)
        let code =
            switch value {
            case .null: unsafe sqlite3_bind_null(handle, place)
            case .integer(let number): unsafe sqlite3_bind_int64(handle, place, number)
            case .text(var text):
                text.withUTF8 { bytes in
                    // A pointer of nil would bind null: an empty text has its own.
                    unsafe bytes.baseAddress == nil
                        ? sqlite3_bind_text(handle, place, "", 0, transient)
                        : bytes.withMemoryRebound(to: CChar.self) { characters in
                            unsafe sqlite3_bind_text(
                                handle, place, characters.baseAddress, Int32(clamping: characters.count), transient)
                        }
                }
            case .bytes(let bytes):
                unsafe bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, place, 0)
                    : sqlite3_bind_blob64(handle, place, bytes, UInt64(bytes.count), transient)
            }
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Moves to the next row; false at the end.
    mutating func step() throws(StoreError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    func integer(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(handle, Int32(clamping: column))
    }

    func optionalInteger(_ column: Int) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    func text(_ column: Int) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    func optionalText(_ column: Int) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// A blob, or the UTF-8 of a text.
    func bytes(_ column: Int) -> [UInt8] {
        let place = Int32(clamping: column)
        guard let start = unsafe sqlite3_column_blob(handle, place) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, place))
        // SQLite answers the length of what it points to; it lives until the next step.
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, Int32(clamping: column)) == SQLITE_NULL
    }

    private func failure(_ code: Int32) -> StoreError {
        unsafe StoreError(code: code, connection: connection, path: path, attempt: attempt)
    }
}
