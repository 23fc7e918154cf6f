/// Integers of the kernel (little-endian on both machines we run on: x86-64, aarch64), out of bytes whose length nobody vouched for.
extension Span<UInt8> {
    func uint16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset &+ 2 <= count else { return nil }
        return UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
    }

    func uint32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset &+ 4 <= count else { return nil }
        let low = UInt32(self[offset]) | UInt32(self[offset + 1]) << 8
        return low | UInt32(self[offset + 2]) << 16 | UInt32(self[offset + 3]) << 24
    }

    func int32(at offset: Int) -> Int32? { uint32(at: offset).map(Int32.init(bitPattern:)) }

    func uint64(at offset: Int) -> UInt64? {
        guard let low = uint32(at: offset), let high = uint32(at: offset &+ 4) else { return nil }
        return UInt64(low) | UInt64(high) << 32
    }
}

extension [UInt8] {
    mutating func append(native value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    mutating func append(native value: UInt32) {
        append(native: UInt16(truncatingIfNeeded: value))
        append(native: UInt16(truncatingIfNeeded: value >> 16))
    }
}
