/// What happened to audit itself, as its records tell; each asks the guard to look again.
package struct AuditNotices: OptionSet, BitwiseCopyable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A rule with our key was removed.
    package static let ownRuleRemoved = AuditNotices(rawValue: 1)
    /// A global setting was changed.
    package static let settingsChanged = AuditNotices(rawValue: 2)
    /// AUDIT_REPLACE: somebody else wants to own the audit socket.
    package static let ownerReplaced = AuditNotices(rawValue: 4)
}

/// CONFIG_CHANGE (1305): `op=remove_rule key="yagura" list=4 res=1`, `op=set audit_enabled=0 old=1 …`.
enum ConfigChangeRecord {
    /// `remove_r`
    private static let removeRule: UInt64 = 0x725f_6576_6f6d_6572
    /// `set`
    private static let set: UInt64 = 0x74_6573

    static func read(_ text: Span<UInt8>, from start: Int) -> AuditNotices? {
        var scanner = AuditFieldScanner(text, from: start)
        var notices: AuditNotices?
        var isRemoval = false
        while let field = scanner.next() {
            switch field.key {
            case AuditKey.op, AuditKey.ses:
                guard let start = operation(text, field) else { break }
                let word = firstEight(text, from: start, to: field.valueEnd)
                isRemoval = word == removeRule
                notices = word == set ? .settingsChanged : []
            case AuditKey.key where isRemoval:
                if AuditRuleKey.of(text, field) != .foreign { notices = .ownRuleRemoved }
            default: break
            }
        }
        return notices
    }

    /// Where the operation's name begins.
    // audit_watch_log_rule_change forgets the blank: `ses=4294967295op=remove_rule path=…`.
    private static func operation(_ text: Span<UInt8>, _ field: AuditRecordField) -> Int? {
        if field.key == AuditKey.op { return field.valueStart }
        var index = field.valueStart
        while index < field.valueEnd, AuditNumber.digit(text[index]) != nil { index += 1 }
        guard index + 3 <= field.valueEnd, text[index] == UInt8(ascii: "o"), text[index + 1] == UInt8(ascii: "p"),
            text[index + 2] == UInt8(ascii: "=")
        else { return nil }
        return index + 3
    }

    private static func firstEight(_ text: Span<UInt8>, from start: Int, to end: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<min(8, end - start) {
            word |= UInt64(text[start + index]) << UInt64(index * 8)
        }
        return word
    }
}
