/// `audit(1795548240.172:18): `, which begins every record: its moment and the number that its event shares.
package struct AuditRecordHeader: Equatable, BitwiseCopyable, Sendable {
    /// Wall clock, milliseconds since 1970 (the kernel's coarse clock: up to a tick too early).
    package var milliseconds: UInt64
    package var serial: UInt64
    /// Where the fields begin.
    package var end: Int

    /// `audit(`
    private static let opening: [6 of UInt8] = [0x61, 0x75, 0x64, 0x69, 0x74, 0x28]
    /// Seconds with more digits would not fit in nanoseconds; the kernel prints ten.
    private static let secondDigits = 11

    /// The header of a record; nil for anything the kernel does not write.
    package static func read(_ text: Span<UInt8>) -> AuditRecordHeader? {
        guard text.count > opening.count else { return nil }
        for index in 0..<opening.count where text[index] != opening[index] { return nil }
        var position = opening.count
        guard let seconds = digits(text, &position, atMost: secondDigits), skip(text, &position, UInt8(ascii: ".")),
            let thousandths = digits(text, &position, atMost: 3), skip(text, &position, UInt8(ascii: ":")),
            let serial = digits(text, &position, atMost: 19), skip(text, &position, UInt8(ascii: ")")),
            skip(text, &position, UInt8(ascii: ":"))
        else { return nil }
        return AuditRecordHeader(milliseconds: seconds * 1_000 + thousandths, serial: serial, end: position)
    }

    private static func digits(_ text: Span<UInt8>, _ position: inout Int, atMost limit: Int) -> UInt64? {
        let start = position
        var value: UInt64 = 0
        while position < text.count, position - start < limit, let digit = AuditNumber.digit(text[position]) {
            value = value &* 10 &+ UInt64(digit)
            position += 1
        }
        return position == start ? nil : value
    }

    private static func skip(_ text: Span<UInt8>, _ position: inout Int, _ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }
}
