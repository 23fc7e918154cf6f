/// SOCKADDR (1306): the address of connect and bind, in hexadecimal.
enum SocketAddressRecord {
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent, texts: inout AuditTexts)
        -> Bool
    {
        var scanner = AuditFieldScanner(text, from: start)
        while let field = scanner.next() {
            guard field.key == AuditKey.saddr else { continue }
            event.address = texts.take(text, field, into: &event)
            return true
        }
        return false
    }
}
