/// SYSCALL (1300): the call, its result, and who made it.
enum SyscallRecord {
    /// False when the record lacks what an event cannot do without.
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent, texts: inout AuditTexts)
        -> Bool
    {
        var scanner = AuditFieldScanner(text, from: start)
        var found: UInt32 = 0
        var isWhole = false
        while let field = scanner.next() {
            // The kernel's order is fixed, and what comes later (a label of a security module) must not replace it.
            switch field.key {
            case AuditKey.arch where found & 1 == 0:
                guard let value = AuditNumber.hexadecimal(text, field) else { break }
                event.architecture = UInt32(truncatingIfNeeded: value)
                found |= 1
            case AuditKey.syscall where found & 2 == 0:
                guard let value = AuditNumber.decimal(text, field) else { break }
                event.call = UInt32(truncatingIfNeeded: value)
                found |= 2
            case AuditKey.pid where found & 4 == 0:
                guard let value = AuditNumber.decimal(text, field), let pid = Int32(exactly: value) else { break }
                event.pid = pid
                found |= 4
            case AuditKey.ppid where found & 8 == 0:
                guard let value = AuditNumber.decimal(text, field), let pid = Int32(exactly: value) else { break }
                event.parentPid = pid
                found |= 8
            case AuditKey.success where found & 16 == 0:
                event.hasFailed = field.valueStart < field.valueEnd && text[field.valueStart] == UInt8(ascii: "n")
                found |= 16
            case AuditKey.exit where found & 32 == 0:
                event.result = AuditNumber.signed(text, field) ?? 0
                found |= 32
            case AuditKey.a0 where found & 64 == 0:
                event.argument0 = AuditNumber.hexadecimal(text, field) ?? 0
                found |= 64
            case AuditKey.a1 where found & 128 == 0:
                event.argument1 = AuditNumber.hexadecimal(text, field) ?? 0
                found |= 128
            case AuditKey.a2 where found & 256 == 0:
                event.argument2 = AuditNumber.hexadecimal(text, field) ?? 0
                found |= 256
            case AuditKey.euid where found & 512 == 0:
                guard let value = AuditNumber.decimal(text, field), let uid = UInt32(exactly: value) else { break }
                event.uid = uid
                event.hasUid = true
                found |= 512
            case AuditKey.tty where found & 1024 == 0:
                // "(none)" where the process has no controlling terminal.
                event.hasTerminal = field.valueStart < field.valueEnd && text[field.valueStart] != UInt8(ascii: "(")
                found |= 1024
            case AuditKey.exe where found & 2048 == 0:
                event.executable = texts.take(text, field, into: &event)
                found |= 2048
            case AuditKey.key:
                event.rule = AuditRuleKey.of(text, field)
                isWhole = true
            default: break
            }
        }
        if !isWhole { event.isCut = true }
        return found & 7 == 7
    }
}

/// Which rule a record owes its being to.
package enum AuditRuleKey: UInt8, BitwiseCopyable, Sendable {
    case foreign, own, files

    /// Key of our rules for processes and connections.
    package static let ownText = "yagura"
    /// Key of our watches on sensitive paths.
    package static let filesText = "yagura-file"

    private static let ownBytes: [6 of UInt8] = [0x79, 0x61, 0x67, 0x75, 0x72, 0x61]
    /// `-file`
    private static let filesBytes: [5 of UInt8] = [0x2d, 0x66, 0x69, 0x6c, 0x65]

    static func of(_ text: Span<UInt8>, _ field: AuditRecordField) -> AuditRuleKey {
        let count = field.valueEnd - field.valueStart
        guard field.isQuoted, count >= ownBytes.count else { return .foreign }
        for index in 0..<ownBytes.count where text[field.valueStart + index] != ownBytes[index] { return .foreign }
        if count == ownBytes.count { return .own }
        guard count == ownBytes.count + filesBytes.count else { return .foreign }
        let suffix = field.valueStart + ownBytes.count
        for index in 0..<filesBytes.count where text[suffix + index] != filesBytes[index] { return .foreign }
        return .files
    }
}
