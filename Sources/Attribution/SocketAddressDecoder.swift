internal import BehaviourModel

/// Reads the kernel's `struct sockaddr` as a call gave it: short, wrong and hostile ones become `.none` or `.other`.
enum SocketAddressDecoder {
    // Numbers of <bits/socket.h> on Linux.
    private static let unix: UInt16 = 1
    private static let ipv4: UInt16 = 2
    private static let ipv6: UInt16 = 10
    private static let netlink: UInt16 = 16

    static func decode(_ bytes: Span<UInt8>) -> SocketAddress {
        var address = SocketAddress()
        guard bytes.count >= 2 else { return address }
        let family = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
        switch family {
        case ipv4 where bytes.count >= 8:
            address.family = .ipv4
            address.port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
            address.low = 0xFFFF_0000_0000 | bigEndian(bytes, at: 4, count: 4)
        case ipv6 where bytes.count >= 24:
            address.port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
            address.high = bigEndian(bytes, at: 8, count: 8)
            address.low = bigEndian(bytes, at: 16, count: 8)
            // ::ffff:a.b.c.d is the same peer as a.b.c.d.
            address.family = address.high == 0 && address.low >> 32 == 0xFFFF ? .ipv4 : .ipv6
        case unix: address.family = .unix
        case netlink: address.family = .netlink
        case 0: address.family = .none
        default: address.family = .other
        }
        return address
    }

    /// The path of a Unix address (an abstract one starts with NUL); empty for others.
    @_lifetime(copy bytes)
    static func unixPath(_ bytes: Span<UInt8>) -> Span<UInt8> {
        guard bytes.count > 2, bytes[0] == 1, bytes[1] == 0 else { return bytes.extracting(0..<0) }
        var end = bytes.count
        // A path ends at its NUL; an abstract name is as long as the address.
        if bytes[2] != 0 {
            for index in 2..<bytes.count where bytes[index] == 0 {
                end = index
                break
            }
        }
        return bytes.extracting(2..<end)
    }

    private static func bigEndian(_ bytes: Span<UInt8>, at start: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<(start + count) { value = value << 8 | UInt64(bytes[index]) }
        return value
    }
}
