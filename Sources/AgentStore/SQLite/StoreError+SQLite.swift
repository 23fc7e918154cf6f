internal import CSQLite
internal import Glibc

extension StoreError {
    /// Reads code, words and errno of the last failure of a connection.
    @unsafe init(code: Int32, connection: OpaquePointer, path: String, attempt: String) {
        let words = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) } ?? "unknown"
        let number = unsafe sqlite3_system_errno(connection)
        self.init(
            kind: Self.kind(code: code, systemError: number), attempt: attempt, path: path, reason: words, code: code)
    }

    /// - Parameters:
    ///   - code: an extended result code.
    ///   - systemError: errno of the call that failed below SQLite; 0 where there was none.
    static func kind(code: Int32, systemError: Int32) -> Kind {
        // The extended codes carry the primary one in their low byte.
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_BUSY, SQLITE_LOCKED: .locked
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_READONLY: .readOnly
        case SQLITE_CANTOPEN, SQLITE_PERM: .cannotOpen
        // The index of the log cannot grow on a full disk either, and SQLite calls that an error of the device.
        case SQLITE_IOERR: systemError == ENOSPC || systemError == EDQUOT ? .full : .device
        default: .other
        }
    }
}
