/// OPENAT2 (1337): the flags that openat2 reads from memory, in octal.
enum OpenHowRecord {
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent) -> Bool {
        var scanner = AuditFieldScanner(text, from: start)
        while let field = scanner.next() {
            guard field.key == AuditKey.oflag else { continue }
            guard let flags = AuditNumber.octal(text, field) else { return false }
            event.openFlags = flags
            event.hasOpenFlags = true
            return true
        }
        return false
    }
}
