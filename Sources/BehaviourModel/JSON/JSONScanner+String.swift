extension JSONScanner {
    /// A string, from its opening quote to past its closing quote.
    mutating func string() throws(JSONError) -> String {
        position += 1
        var text = try plainRun()
        while !take("\"") {
            guard take("\\") else { throw error(.endsEarly) }
            text.unicodeScalars.append(try escape())
            text += try plainRun()
        }
        return text
    }

    /// The characters up to the next quote or backslash, or the end of the bytes.
    private mutating func plainRun() throws(JSONError) -> String {
        let start = position
        scan: while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): break scan
            case 0..<0x20: throw error(.controlCharacter)
            default: position += 1
            }
        }
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(start..<position)))
        } catch {
            throw JSONError(offset: start + error.byteOffsets.lowerBound, problem: .invalidUTF8)
        }
    }

    /// What follows a backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = peek() else { throw error(.endsEarly) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            position -= 1
            throw error(.unknownEscape)
        }
    }

    /// What follows `\u`: four digits, or the two halves of a surrogate pair.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONError(offset: start, problem: .loneSurrogate)
        guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else { throw lone }
        let second = try hexadecimalUnit()
        guard UTF16.isTrailSurrogate(second) else { throw lone }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw lone }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw error(.endsEarly) }
            guard let digit = HexadecimalDigit.value(of: byte) else { throw error(.unknownEscape) }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
