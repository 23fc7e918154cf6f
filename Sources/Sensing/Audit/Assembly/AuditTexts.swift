internal import BehaviourModel

/// The texts of the events under assembly: one fixed area for each slot, so that no record allocates.
struct AuditTexts {
    /// PATH_MAX: a longer text is cut.
    static let textLimit = 4096
    /// Executable, directory, four names, an address (at most 128 bytes).
    private static let textArea = 6 * textLimit + 512
    private static let slotArea = textArea + textLimit

    private var bytes: ContiguousArray<UInt8>

    init(slots: Int) {
        bytes = ContiguousArray(repeating: 0, count: slots * Self.slotArea)
    }

    /// Copies a value, decoded where it is hexadecimal; empty for words such as `(null)` and `?`.
    mutating func take(_ text: Span<UInt8>, _ field: AuditRecordField, into event: inout AuditEvent) -> AuditText {
        var place = AuditText(start: event.textBytes, count: 0)
        if !decode(text, field, slot: event.slot, limit: Self.textArea, at: &place) { event.isCut = true }
        event.textBytes = place.start + place.count
        return place
    }

    /// Adds a value, or the next piece of one, to the arguments.
    mutating func addArgument(_ text: Span<UInt8>, _ field: AuditRecordField, to event: inout AuditEvent) {
        var place = event.arguments
        if place.isEmpty { place.start = Int32(Self.textArea) }
        if !decode(text, field, slot: event.slot, limit: Self.slotArea, at: &place) { event.hasArgumentsCut = true }
        event.arguments = place
    }

    /// Ends an argument by a NUL.
    mutating func endArgument(of event: inout AuditEvent) {
        var place = event.arguments
        if place.isEmpty { place.start = Int32(Self.textArea) }
        if !append(0, slot: event.slot, limit: Self.slotArea, at: &place) { event.hasArgumentsCut = true }
        event.arguments = place
    }

    /// The bytes of a text.
    @_lifetime(borrow self)
    func span(_ text: AuditText, slot: Int) -> Span<UInt8> {
        let start = slot * Self.slotArea + Int(text.start)
        return bytes.span.extracting(start..<start + Int(text.count))
    }

    /// Copies a text into a batch.
    func copy(_ text: AuditText, slot: Int, into batch: inout ObservationBatch) -> ByteRange {
        batch.append(bytes: span(text, slot: slot))
    }

    /// Joins a name with its directory.
    func join(_ directory: AuditText, _ name: AuditText, slot: Int, into path: inout LexicalPath) {
        path.join(directory: span(directory, slot: slot), name: span(name, slot: slot))
    }

    private mutating func decode(
        _ text: Span<UInt8>, _ field: AuditRecordField, slot: Int, limit: Int, at place: inout AuditText
    ) -> Bool {
        if field.isQuoted {
            for index in field.valueStart..<field.valueEnd {
                guard append(text[index], slot: slot, limit: limit, at: &place) else { return false }
            }
            return !field.isCut
        }
        var index = field.valueStart
        while index + 1 < field.valueEnd {
            guard let high = AuditNumber.hexDigit(text[index]), let low = AuditNumber.hexDigit(text[index + 1]) else {
                // A word in brackets or "?" is how the kernel says "none".
                return index == field.valueStart
            }
            guard append(high << 4 | low, slot: slot, limit: limit, at: &place) else { return false }
            index += 2
        }
        return index == field.valueEnd || field.valueEnd - field.valueStart == 1 && text[index] == UInt8(ascii: "?")
    }

    private mutating func append(_ byte: UInt8, slot: Int, limit: Int, at place: inout AuditText) -> Bool {
        let end = Int(place.start) + Int(place.count)
        guard end < limit, Int(place.count) < Self.textLimit else { return false }
        bytes[slot * Self.slotArea + end] = byte
        place.count += 1
        return true
    }
}
