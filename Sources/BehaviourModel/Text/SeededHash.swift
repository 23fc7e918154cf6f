/// A fast hash for tables whose keys come from hostile containers: without the seed, collisions cannot be chosen.
///
/// Multiply-and-fold over 8-byte words (the construction of wyhash: a 64 x 64 → 128 bit product, folded by xor); not a
/// cryptographic hash. The seed is drawn at the agent's start and never leaves it.
package enum SeededHash {
    private static let first: UInt64 = 0xa076_1d64_78bd_642f
    private static let second: UInt64 = 0xe703_7ed1_a0b4_28db

    package static func hash(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        var state = seed ^ first
        var index = 0
        while index + 8 <= bytes.count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index + offset]) << UInt64(offset * 8) }
            state = fold(state ^ word, second)
            index += 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count {
            tail |= UInt64(bytes[index]) << shift
            shift += 8
            index += 1
        }
        state = fold(state ^ tail, first ^ UInt64(truncatingIfNeeded: bytes.count))
        return fold(state, second ^ seed)
    }

    package static func hash(_ value: UInt64, seed: UInt64) -> UInt64 {
        fold(fold(value ^ seed ^ first, second), second ^ seed)
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
