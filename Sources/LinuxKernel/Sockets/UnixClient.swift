internal import Glibc

/// The client's end of a Unix stream socket.
package enum UnixClient {
    /// Connects to the socket at `path`, without waiting; nil while its queue of new connections is full. The descriptor does not block.
    package static func connect(to path: String) throws(SystemCallError) -> Descriptor? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // unix(7): the path ends with NUL, inside the array.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemCallError(call: "connect", object: path, number: .nameTooLong)
        }
        guard !bytes.contains(0), !bytes.isEmpty else {
            throw SystemCallError(call: "connect", object: path, number: .noEntry)
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }

        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = Descriptor(owning: Glibc.socket(AF_UNIX, kind, 0))
        guard socket.number >= 0 else {
            throw SystemCallError(call: "socket", object: path, number: ErrorNumber(rawValue: errno))
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(socket.number, $0, size)
            }
        }
        if result == 0 { return socket }
        let number = ErrorNumber(rawValue: errno)
        if number == .wouldBlock { return nil }
        throw SystemCallError(call: "connect", object: path, number: number)
    }
}

extension Descriptor {
    /// Tells the peer that nothing more will be written; reading goes on.
    package func finishWriting() { _ = Glibc.shutdown(number, Int32(SHUT_WR)) }
}
