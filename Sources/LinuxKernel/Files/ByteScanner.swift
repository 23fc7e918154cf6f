/// Walks bytes whose content someone else chose: lines, words, numbers. Never traps, whatever it is given.
struct ByteScanner: ~Escapable {
    private let bytes: Span<UInt8>
    private(set) var position = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// The bytes up to `delimiter` or the end, and steps over it; nil at the end.
    mutating func next(until delimiter: UInt8) -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != delimiter { position += 1 }
        let range = start..<position
        position += 1
        return range
    }
}

extension Span<UInt8> {
    /// A number in decimal digits and nothing else; nil when it does not fit.
    func decimal(_ range: Range<Int>) -> UInt64? { number(range, base: 10) }

    func hexadecimal(_ range: Range<Int>) -> UInt64? { number(range, base: 16) }

    func octal(_ range: Range<Int>) -> UInt64? { number(range, base: 8) }

    private func number(_ range: Range<Int>, base: UInt64) -> UInt64? {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= count else { return nil }
        var value: UInt64 = 0
        for index in range {
            let byte = self[index]
            let digit: UInt64
            switch byte {
            case 0x30...0x39: digit = UInt64(byte - 0x30)
            case 0x61...0x66: digit = UInt64(byte - 0x61 + 10)
            case 0x41...0x46: digit = UInt64(byte - 0x41 + 10)
            default: return nil
            }
            guard digit < base else { return nil }
            let (product, isOver) = value.multipliedReportingOverflow(by: base)
            let (sum, isOverAgain) = product.addingReportingOverflow(digit)
            guard !isOver, !isOverAgain else { return nil }
            value = sum
        }
        return value
    }

    /// A decimal number that may have a minus sign.
    func signedDecimal(_ range: Range<Int>) -> Int64? {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= count else { return nil }
        guard self[range.lowerBound] == UInt8(ascii: "-") else { return decimal(range).flatMap { Int64(exactly: $0) } }
        return decimal(range.lowerBound + 1..<range.upperBound).flatMap { Int64(exactly: $0) }.map { 0 - $0 }
    }

    /// The bytes of a range, clamped to what is there.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        let clamped = range.clamped(to: 0..<count)
        var result: [UInt8] = []
        result.reserveCapacity(clamped.count)
        for index in clamped { result.append(self[index]) }
        return result
    }

    /// The bytes of a range as text; invalid UTF-8 is repaired.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }

    /// Whether a range holds exactly these bytes.
    func holds(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard range.lowerBound >= 0, range.upperBound <= count, text.utf8CodeUnitCount == range.count else {
            return false
        }
        return text.withUTF8Buffer { buffer in
            for (offset, index) in range.enumerated() where unsafe buffer[offset] != self[index] { return false }
            return true
        }
    }
}
