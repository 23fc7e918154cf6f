/// EXECVE (1309): the arguments. Long ones come in pieces (`a1_len=`, `a1[0]=`, `a1[1]=`), many in several records.
enum ExecveRecord {
    static func read(_ text: Span<UInt8>, from start: Int, into event: inout AuditEvent, texts: inout AuditTexts)
        -> Bool
    {
        var scanner = AuditFieldScanner(text, from: start)
        var found = false
        while let field = scanner.next() {
            if field.key == AuditKey.argc {
                event.argumentCount = Int32(truncatingIfNeeded: AuditNumber.decimal(text, field) ?? 0)
                found = true
            } else if let place = ArgumentPlace.read(text, field) {
                found = true
                append(text, field, place, into: &event, texts: &texts)
            }
        }
        return found
    }

    private static func append(
        _ text: Span<UInt8>, _ field: AuditRecordField, _ place: ArgumentPlace, into event: inout AuditEvent,
        texts: inout AuditTexts
    ) {
        if place.index != event.argumentIndex {
            // Arguments come in order; a gap is a record that was lost.
            if place.index != event.argumentIndex + 1 { event.isCut = true }
            if event.argumentIndex >= 0 { texts.endArgument(of: &event) }
            event.argumentIndex = place.index
        }
        texts.addArgument(text, field, to: &event)
    }

    /// Ends the last argument and looks whether all came.
    static func finish(_ event: inout AuditEvent, texts: inout AuditTexts) {
        if event.argumentIndex >= 0 { texts.endArgument(of: &event) }
        if event.argumentIndex + 1 != event.argumentCount { event.isCut = true }
    }
}

/// The number in `a12`, `a12[3]`; nil for other keys, `a12_len` among them.
private struct ArgumentPlace {
    var index: Int32

    static func read(_ text: Span<UInt8>, _ field: AuditRecordField) -> ArgumentPlace? {
        guard field.keyEnd - field.keyStart >= 2, text[field.keyStart] == UInt8(ascii: "a") else { return nil }
        var position = field.keyStart + 1
        var value: Int32 = 0
        // MAX_ARG_STRINGS is larger, memory for so many is not: seven digits cannot overflow.
        while position < field.keyEnd, position - field.keyStart <= 7, let digit = AuditNumber.digit(text[position]) {
            value = value * 10 + Int32(digit)
            position += 1
        }
        guard position > field.keyStart + 1 else { return nil }
        if position == field.keyEnd { return ArgumentPlace(index: value) }
        return text[position] == UInt8(ascii: "[") ? ArgumentPlace(index: value) : nil
    }
}
