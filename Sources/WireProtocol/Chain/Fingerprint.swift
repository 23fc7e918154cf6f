internal import BehaviourModel
internal import Crypto

/// SHA-256 of some bytes: of a stored line, a baseline, a configuration.
package struct Fingerprint: Hashable, Sendable, BitwiseCopyable {
    private var words = SIMD4<UInt64>()

    /// What the first line of a chain names as its predecessor: 64 zeros.
    package static let none = Fingerprint()

    private init() {}

    package init(of bytes: [UInt8]) {
        set(SHA256.hash(data: bytes))
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hexadecimal text: String) {
        guard let bytes = HexadecimalDigit.bytes(text.utf8), bytes.count == 32 else { return nil }
        set(bytes)
    }

    /// The same from the digits where they stand.
    package init?(hexadecimal digits: Span<UInt8>) {
        guard digits.count == 64 else { return nil }
        for index in 0..<64 {
            guard let digit = HexadecimalDigit.value(of: digits[index]) else { return nil }
            words[index / 16] = words[index / 16] << 4 | UInt64(digit)
        }
    }

    /// Its 32 bytes; nil for another number of them.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        set(bytes)
    }

    package var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - UInt64($0 % 8) * 8)) }
    }

    /// 64 lower-case digits.
    package var hexadecimal: String {
        HexadecimalDigit.string(bytes)
    }

    private mutating func set(_ bytes: some Sequence<UInt8>) {
        for (index, byte) in zip(0..<32, bytes) { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
    }
}
