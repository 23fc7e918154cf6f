internal import LinuxKernel

/// Who listens in a container when it is read for the first time: nobody saw those calls.
///
/// sock_diag names the sockets of a network namespace, the links below `/proc/<pid>/fd` say whose they are; only processes
/// of the container are looked at.
enum ListeningSockets {
    /// Bounds for hostile containers.
    static let processLimit = 1024
    static let descriptorLimit = 4096

    struct Owner: Hashable, Sendable {
        var pid: Int32
        /// `struct sockaddr_in` or `sockaddr_in6`.
        var address: [UInt8]
    }

    /// The listening TCP sockets of a container's processes, one entry for each process and address.
    static func owners(among pids: [Int32], namespaceOf pid: Int32) -> [Owner] {
        guard let process = try? ProcDirectory.open(pid),
            let sockets = try? NetworkNamespace.run(
                of: process, { () throws(SystemCallError) in try SocketDiagnostics.listening() })
        else { return [] }
        var addresses: [UInt32: [UInt8]] = [:]
        for socket in sockets where socket.transport == .tcp { addresses[socket.inode] = bytes(of: socket) }
        guard !addresses.isEmpty else { return [] }
        var owners: Set<Owner> = []
        for pid in pids.prefix(processLimit) {
            guard let folder = try? Directory("/proc/\(pid)/fd"), let entries = try? folder.entries() else { continue }
            for entry in entries.prefix(descriptorLimit) {
                guard let link = try? folder.link(entry.text), let inode = inode(link),
                    let address = addresses[inode]
                else { continue }
                owners.insert(Owner(pid: pid, address: address))
            }
        }
        return owners.sorted {
            $0.pid != $1.pid ? $0.pid < $1.pid : $0.address.lexicographicallyPrecedes($1.address)
        }
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
