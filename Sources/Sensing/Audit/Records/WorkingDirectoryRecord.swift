/// CWD (1307): the working directory, relative to the process's root.
enum WorkingDirectoryRecord {
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent, texts: inout AuditTexts)
        -> Bool
    {
        var scanner = AuditFieldScanner(text, from: start)
        while let field = scanner.next() {
            guard field.key == AuditKey.cwd else { continue }
            event.directory = texts.take(text, field, into: &event)
            return true
        }
        return false
    }
}
