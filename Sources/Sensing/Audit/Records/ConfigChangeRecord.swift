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
            case AuditKey.op:
                let word = firstEight(text, field)
                isRemoval = word == removeRule
                notices = word == set ? .settingsChanged : []
            case AuditKey.key where isRemoval:
                if AuditRuleKey.of(text, field) != .foreign { notices = .ownRuleRemoved }
            default: break
            }
        }
        return notices
    }

    private static func firstEight(_ text: Span<UInt8>, _ field: AuditRecordField) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<min(8, field.valueEnd - field.valueStart) {
            word |= UInt64(text[field.valueStart + index]) << UInt64(index * 8)
        }
        return word
    }
}
