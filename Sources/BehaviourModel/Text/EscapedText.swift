/// The printable form of hostile bytes (names of files, processes, containers), from which the bytes can be had back.
///
/// Printable UTF-8 stays as it is. A backslash becomes two. Each byte of a control character, of a character that turns or
/// breaks lines (Unicode's bidirectional controls and separators), and each byte that is not UTF-8 becomes `\xHH`. So the
/// result can be put on a terminal, into a log line or a JSON string, and no name can play another.
package enum EscapedText {
    /// Appends the printable form of `bytes`. Allocates nothing while `output` has room (four bytes for each at most).
    package static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let (length, isPrintable) = character(in: bytes, at: index)
            for offset in index..<(index + length) {
                let byte = bytes[offset]
                if isPrintable {
                    if byte == UInt8(ascii: "\\") { output.append(byte) }
                    output.append(byte)
                } else {
                    output.append(UInt8(ascii: "\\"))
                    output.append(UInt8(ascii: "x"))
                    HexadecimalDigit.append(byte, to: &output)
                }
            }
            index += length
        }
    }

    package static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        append(bytes.span, to: &output)
    }

    /// The printable form as a string.
    package static func string(_ bytes: Span<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    package static func string(_ bytes: [UInt8]) -> String {
        string(bytes.span)
    }

    package static func string(_ text: String) -> String {
        string([UInt8](text.utf8))
    }

    /// The bytes behind a printable form; nil when `text` is none, because a backslash begins no escape.
    package static func decode(_ text: String) -> [UInt8]? {
        let escaped = [UInt8](text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(escaped.count)
        var index = 0
        while index < escaped.count {
            guard escaped[index] == UInt8(ascii: "\\") else {
                bytes.append(escaped[index])
                index += 1
                continue
            }
            let left = escaped.count - index
            if left >= 2, escaped[index + 1] == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
                index += 2
            } else if left >= 4, escaped[index + 1] == UInt8(ascii: "x"),
                let high = HexadecimalDigit.value(of: escaped[index + 2]),
                let low = HexadecimalDigit.value(of: escaped[index + 3])
            {
                bytes.append(high << 4 | low)
                index += 4
            } else {
                return nil
            }
        }
        return bytes
    }
}

extension EscapedText {
    /// How many bytes the character at `index` has, and whether it may be printed. A byte that begins no character counts alone.
    private static func character(in bytes: Span<UInt8>, at index: Int) -> (length: Int, isPrintable: Bool) {
        let lead = bytes[index]
        if lead < 0x80 { return (1, lead >= 0x20 && lead != 0x7F) }
        guard let length = sequenceLength(lead), bytes.count - index >= length else { return (1, false) }
        // The bits of the lead byte that belong to the character: five, four or three.
        var scalar = UInt32(lead & (0x7F >> UInt8(length)))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return (1, false) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        // Longer than needed, a surrogate, or beyond Unicode: not UTF-8 (RFC 3629).
        guard scalar >= smallestScalar(length), Unicode.Scalar(scalar) != nil else { return (1, false) }
        return (length, !isDeceptive(scalar))
    }

    private static func sequenceLength(_ lead: UInt8) -> Int? {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: nil
        }
    }

    private static func smallestScalar(_ length: Int) -> UInt32 {
        switch length {
        case 2: 0x80
        case 3: 0x800
        default: 0x10000
        }
    }

    /// C1 controls, line and paragraph separator, and all of Unicode's Bidi_Control property.
    private static func isDeceptive(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
