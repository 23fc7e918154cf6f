/// The text form of an IP address, and whether the address is one of the public Internet.
package enum PeerAddress {
    /// IPv4 dotted; IPv6 as RFC 5952 wants it: lower case, no leading zeros, the longest run of zero groups as `::`.
    package static func text(_ address: SocketAddress) -> String {
        address.family == .ipv6 ? textIPv6(high: address.high, low: address.low) : textIPv4(address.low)
    }

    /// Reads what `text` writes, and any other spelling of an IPv6 address without a dotted part.
    package static func parse(_ text: String) -> SocketAddress? {
        var address = SocketAddress()
        if let low = parseIPv4(text) {
            address.family = .ipv4
            address.low = low
            return address
        }
        guard let groups = parseIPv6(text) else { return nil }
        address.family = .ipv6
        address.high = groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
        address.low = groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
        return address
    }

    /// False for private, loopback, link-local, shared (RFC 6598), multicast, reserved and unspecified addresses.
    package static func isPublic(_ address: SocketAddress) -> Bool {
        switch address.family {
        case .ipv4: isPublicIPv4(UInt32(truncatingIfNeeded: address.low))
        case .ipv6: isPublicIPv6(address)
        default: false
        }
    }

    private static func isPublicIPv4(_ address: UInt32) -> Bool {
        let first = address >> 24
        let second = (address >> 16) & 0xff
        switch (first, second) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (172, 16...31), (100, 64...127): return false
        default: return first < 224
        }
    }

    private static func isPublicIPv6(_ address: SocketAddress) -> Bool {
        if address.high == 0 {
            // ::ffff:a.b.c.d is an IPv4 address; the rest of ::/64 is loopback, unspecified or reserved.
            guard address.low >> 32 == 0xffff else { return false }
            return isPublicIPv4(UInt32(truncatingIfNeeded: address.low))
        }
        let top = address.high >> 48
        // fc00::/7 unique local, fe80::/10 link-local, ff00::/8 multicast.
        return top & 0xfe00 != 0xfc00 && top & 0xffc0 != 0xfe80 && top & 0xff00 != 0xff00
    }

    private static func textIPv4(_ low: UInt64) -> String {
        "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
    }

    private static func textIPv6(high: UInt64, low: UInt64) -> String {
        let groups = (0..<8).map { index -> UInt64 in
            let half = index < 4 ? high : low
            return half >> UInt64(48 - 16 * (index % 4)) & 0xffff
        }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        let words = groups.map { String($0, radix: 16) }
        if best.isEmpty { return words.joined(separator: ":") }
        return words[..<best.lowerBound].joined(separator: ":") + "::"
            + words[best.upperBound...].joined(separator: ":")
    }

    private static func parseIPv4(_ text: String) -> UInt64? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt64 = 0
        for part in parts {
            guard let byte = decimal(part), byte < 256 else { return nil }
            address = address << 8 | byte
        }
        return address
    }

    private static func decimal(_ part: Substring.UTF8View) -> UInt64? {
        guard !part.isEmpty, part.count <= 3 else { return nil }
        var value: UInt64 = 0
        for digit in part {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func parseIPv6(_ text: String) -> [UInt16]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 9 else { return nil }
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var hasGap = false
        for (index, part) in parts.enumerated() {
            if part.isEmpty {
                // The empty parts at an end belong to the one `::` there.
                let isEdge = (index == 0 && parts[1].isEmpty) || (index == parts.count - 1 && parts[index - 1].isEmpty)
                if isEdge { continue }
                guard !hasGap else { return nil }
                hasGap = true
                continue
            }
            guard part.utf8.count <= 4, part.utf8.allSatisfy({ HexadecimalDigit.value(of: $0) != nil }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            if hasGap { tail.append(group) } else { head.append(group) }
        }
        let missing = 8 - head.count - tail.count
        guard hasGap ? missing >= 1 : missing == 0 else { return nil }
        return head + Array(repeating: 0, count: missing) + tail
    }
}
