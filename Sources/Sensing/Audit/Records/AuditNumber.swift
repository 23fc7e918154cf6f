/// Numbers as audit prints them; nil for what is no number or does not fit.
enum AuditNumber {
    static func digit(_ byte: UInt8) -> UInt8? {
        byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : nil
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static func decimal(_ text: Span<UInt8>, _ field: AuditRecordField) -> UInt64? {
        unsigned(text, from: field.valueStart, to: field.valueEnd, radix: 10)
    }

    static func hexadecimal(_ text: Span<UInt8>, _ field: AuditRecordField) -> UInt64? {
        unsigned(text, from: field.valueStart, to: field.valueEnd, radix: 16)
    }

    static func octal(_ text: Span<UInt8>, _ field: AuditRecordField) -> UInt64? {
        unsigned(text, from: field.valueStart, to: field.valueEnd, radix: 8)
    }

    static func signed(_ text: Span<UInt8>, _ field: AuditRecordField) -> Int64? {
        guard field.valueStart < field.valueEnd, text[field.valueStart] == UInt8(ascii: "-") else {
            return decimal(text, field).flatMap { Int64(exactly: $0) }
        }
        let size = unsigned(text, from: field.valueStart + 1, to: field.valueEnd, radix: 10)
        return size.flatMap { Int64(exactly: $0) }.map { 0 - $0 }
    }

    static func unsigned(_ text: Span<UInt8>, from start: Int, to end: Int, radix: UInt64) -> UInt64? {
        guard start < end else { return nil }
        var value: UInt64 = 0
        for index in start..<end {
            guard let digit = hexDigit(text[index]), digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}
