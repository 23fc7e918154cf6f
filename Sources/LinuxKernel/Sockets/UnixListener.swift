internal import CLinux

/// A Unix stream socket that listens on a path, and knows who connects.
///
/// The path is removed when the listener goes. Only one listener serves a path: a dead one's socket is replaced, a living
/// one's is not.
package struct UnixListener: ~Copyable, Sendable {
    package let descriptor: Descriptor
    package let path: String

    /// - Parameters:
    ///   - group: whose members may connect; nil for root alone.
    /// - Throws: EADDRINUSE when another program serves the path.
    package init(path: String, group: UInt32?, backlog: Int32 = 16) throws(SystemCallError) {
        if unsafe yagura_unix_is_served(path) == 1 {
            throw SystemCallError(call: "bind", object: path, number: ErrorNumber(rawValue: 98))
        }
        // Only a socket is removed: a file of this name is somebody's.
        if let status = try? Directory.working.status(path), status.isSocket { _ = try Directory.working.unlink(path) }
        descriptor = Descriptor(
            owning: Int32(
                clamping: try check(unsafe yagura_unix_listen(path, group.map(Int64.init) ?? -1, backlog), "bind", path)
            ))
        self.path = path
    }

    deinit { _ = try? Directory.working.unlink(path) }

    /// The next connection; nil when none waits.
    package func accept() throws(SystemCallError) -> UnixConnection? {
        let number = yagura_unix_accept(descriptor.number)
        if number == -Int64(ErrorNumber.wouldBlock.rawValue) { return nil }
        return try UnixConnection(Descriptor(owning: Int32(clamping: try check(number, "accept", path))))
    }
}

/// One connection, with the credentials that the kernel vouches for.
package struct UnixConnection: ~Copyable, Sendable {
    package let descriptor: Descriptor
    package let pid: Int32
    package let user: UInt32
    package let group: UInt32

    init(_ descriptor: consuming Descriptor) throws(SystemCallError) {
        var peer = yagura_peer()
        try check(unsafe yagura_unix_peer(descriptor.number, &peer), "getsockopt SO_PEERCRED")
        self.descriptor = descriptor
        pid = peer.pid
        user = peer.uid
        group = peer.gid
    }

    /// Whether the peer belonged to a group when it connected, also as a supplementary one.
    package func isMember(ofGroup group: UInt32) -> Bool {
        yagura_unix_peer_has_group(descriptor.number, group) == 1
    }

    /// Writes all of it; waits at most `limit` each time the peer does not read. False when it does not, or has gone.
    package func send(_ bytes: Span<UInt8>, within limit: Duration) -> Bool {
        var sent = 0
        do throws(SystemCallError) {
            while sent < bytes.count {
                if let count = try descriptor.write(bytes.extracting(sent..<bytes.count)) {
                    sent += count
                } else if try descriptor.wait(for: .writable, within: limit).isEmpty {
                    return false
                }
            }
            return true
        } catch {
            return false
        }
    }
}
