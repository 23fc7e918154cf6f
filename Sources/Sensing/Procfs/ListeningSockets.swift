internal import LinuxKernel

/// Listening sockets as the kernel's links and addresses name them.
enum ListeningSockets {
    struct Owner: Hashable, Sendable {
        var pid: Int32
        /// `struct sockaddr_in` or `sockaddr_in6`.
        var address: [UInt8]
    }

    /// The number in `socket:[4711]`.
    static func inode(_ link: [UInt8]) -> UInt32? {
        let text = String(decoding: link, as: UTF8.self)
        guard text.hasPrefix("socket:["), text.hasSuffix("]") else { return nil }
        return UInt32(text.dropFirst(8).dropLast())
    }

    /// As the kernel lays it out: the family in the host's order (little-endian on our machines), all else in network order.
    static func bytes(of socket: ListeningSocket) -> [UInt8] {
        let port = [UInt8(truncatingIfNeeded: socket.port >> 8), UInt8(truncatingIfNeeded: socket.port)]
        let zeros = [UInt8](repeating: 0, count: 8)
        // AF_INET 2, AF_INET6 10; flow label before the address, scope behind it.
        if !socket.isVersion6 { return [2, 0] + port + socket.address + zeros }
        return [10, 0] + port + zeros.prefix(4) + socket.address + zeros.prefix(4)
    }
}
