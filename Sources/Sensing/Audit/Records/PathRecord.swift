/// One PATH record: a file that the call looked up.
struct AuditPathItem: BitwiseCopyable {
    var name = AuditText()
    var inode: UInt64 = 0
    /// Major number in the upper, minor in the lower 32 bits.
    var device: UInt64 = 0
    var use: AuditPathUse = .unknown
}

/// What the call did with the name (`nametype=`).
enum AuditPathUse: UInt8, BitwiseCopyable {
    case unknown, normal, parent, delete, create
}

/// PATH (1302). Kept are at most four, without parents and without names: an overlay's own steps have none.
enum PathRecord {
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent, texts: inout AuditTexts)
        -> Bool
    {
        var scanner = AuditFieldScanner(text, from: start)
        var item = AuditPathItem()
        var name: AuditRecordField?
        var isWhole = false
        while let field = scanner.next() {
            switch field.key {
            case AuditKey.name where name == nil: name = field
            case AuditKey.inode: item.inode = AuditNumber.decimal(text, field) ?? 0
            case AuditKey.dev: item.device = device(text, field)
            case AuditKey.nametype:
                item.use = use(text, field)
                isWhole = true
            default: break
            }
        }
        guard let name else { return false }
        if !isWhole { event.isCut = true }
        // A call on a descriptor has one item without a name, which its inode may still tell.
        let isNamed = name.isQuoted || name.valueStart < name.valueEnd && text[name.valueStart] != UInt8(ascii: "(")
        guard item.use != .parent, isNamed || event.pathCount == 0, event.pathCount < event.paths.count else {
            return true
        }
        if isNamed { item.name = texts.take(text, name, into: &event) }
        event.paths[event.pathCount] = item
        event.pathCount += 1
        return true
    }

    private static func device(_ text: Span<UInt8>, _ field: AuditRecordField) -> UInt64 {
        var colon = field.valueStart
        while colon < field.valueEnd, text[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < field.valueEnd,
            let major = AuditNumber.unsigned(text, from: field.valueStart, to: colon, radix: 16),
            let minor = AuditNumber.unsigned(text, from: colon + 1, to: field.valueEnd, radix: 16)
        else { return 0 }
        return major << 32 | minor & 0xFFFF_FFFF
    }

    private static func use(_ text: Span<UInt8>, _ field: AuditRecordField) -> AuditPathUse {
        guard field.valueStart < field.valueEnd else { return .unknown }
        return switch text[field.valueStart] {
        case UInt8(ascii: "N"): .normal
        case UInt8(ascii: "P"): .parent
        case UInt8(ascii: "D"): .delete
        case UInt8(ascii: "C"): .create
        default: .unknown
        }
    }
}
