/// One `key=value` of a record, as places in its bytes.
struct AuditRecordField: BitwiseCopyable {
    /// The key's bytes, the first in the lowest eight bits; 0 for keys longer than eight bytes.
    var key: UInt64 = 0
    var keyStart = 0
    var keyEnd = 0
    var valueStart = 0
    var valueEnd = 0
    /// The value stood in quotes: then it is text as it is, else a number, hexadecimal text or a word such as `(null)`.
    var isQuoted = false
    /// The closing quote is missing: the record was cut here.
    var isCut = false
    /// The value reaches to the end of the record; of a cut record it may lack its tail.
    var isLast = false
}

/// Keys, packed as `AuditRecordField.key` holds them; the name is the key.
enum AuditKey {
    static let a0: UInt64 = 0x3061
    static let a1: UInt64 = 0x3161
    static let a2: UInt64 = 0x3261
    static let a3: UInt64 = 0x3361
    static let arch: UInt64 = 0x6863_7261
    static let argc: UInt64 = 0x6367_7261
    static let cwd: UInt64 = 0x64_7763
    static let dev: UInt64 = 0x76_6564
    static let euid: UInt64 = 0x6469_7565
    static let exe: UInt64 = 0x65_7865
    static let exit: UInt64 = 0x7469_7865
    static let inode: UInt64 = 0x65_646f_6e69
    static let key: UInt64 = 0x79_656b
    static let name: UInt64 = 0x656d_616e
    static let nametype: UInt64 = 0x6570_7974_656d_616e
    static let oflag: UInt64 = 0x67_616c_666f
    static let op: UInt64 = 0x706f
    static let pid: UInt64 = 0x64_6970
    static let ppid: UInt64 = 0x6469_7070
    static let saddr: UInt64 = 0x72_6464_6173
    static let ses: UInt64 = 0x73_6573
    static let success: UInt64 = 0x73_7365_6363_7573
    static let syscall: UInt64 = 0x6c_6c61_6373_7973
    static let tty: UInt64 = 0x79_7474
}

/// Walks over the fields of a record. Text without `=` is skipped; a quoted value ends at its quote and at nothing else.
// audit_log_untrustedstring writes quotes only around text without quotes, blanks and control characters, and
// hexadecimal digits for the rest: so text that a container chose can never begin a field.
struct AuditFieldScanner: ~Escapable {
    private let text: Span<UInt8>
    private var position: Int

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, from start: Int = 0) {
        self.text = text
        position = max(0, start)
    }

    mutating func next() -> AuditRecordField? {
        let count = text.count
        while position < count {
            while position < count, text[position] == 0x20 { position += 1 }
            var field = AuditRecordField()
            field.keyStart = position
            var key: UInt64 = 0
            while position < count {
                let byte = text[position]
                if byte == 0x3D || byte == 0x20 { break }
                let length = position - field.keyStart
                if length < 8 { key |= UInt64(byte) << UInt64(length * 8) }
                position += 1
            }
            guard position < count else { return nil }
            if text[position] == 0x20 { continue }
            field.keyEnd = position
            field.key = position - field.keyStart <= 8 ? key : 0
            position += 1
            readValue(&field)
            return field
        }
        return nil
    }

    private mutating func readValue(_ field: inout AuditRecordField) {
        let count = text.count
        if position < count, text[position] == 0x22 {
            position += 1
            field.isQuoted = true
            field.valueStart = position
            while position < count, text[position] != 0x22 { position += 1 }
            field.valueEnd = position
            field.isCut = position == count
            if position < count { position += 1 }
        } else {
            field.valueStart = position
            while position < count, text[position] != 0x20 { position += 1 }
            field.valueEnd = position
        }
        field.isLast = position == count
    }
}
