import Glibc
import TestSupport
import Testing

@testable import LinuxKernel

@Suite struct SocketTests {
    @Test func `a listener knows who connects, and its path goes with it`() throws {
        try withScratch { folder in
            let path = "\(folder.path)/control.sock"
            do {
                let listener = try UnixListener(path: path, group: nil)
                #expect(try Directory.working.status(path).permissions == 0o600)
                let second = try? UnixListener(path: path, group: nil)
                let isRefused = second == nil
                #expect(isRefused)

                let client = try UnixClient.connect(to: path)
                var isKnown = false
                if let connection = try listener.accept() {
                    let isMember = connection.isMember(ofGroup: getegid())
                    isKnown = connection.pid == getpid() && connection.user == geteuid() && isMember
                }

                #expect(isKnown)
                _ = consume client
            }
            let isThere = (try? Directory.working.status(path)) != nil
            #expect(!isThere)
        }
    }

    @Test func `finds a listening socket of the network namespace`() throws {
        let (socket, port) = try listen()
        defer { close(socket) }

        let found = try SocketDiagnostics.listening().filter { $0.port == port && $0.transport == .tcp }

        #expect(found.count == 1)
        #expect(found.first?.isLoopback == true && found.first?.isVersion6 == false)
        #expect(found.first?.user == geteuid())
    }

    @Test(.enabled(if: getuid() == 0, "needs root: unshare and setns"))
    func `another network namespace has sockets of its own`() throws {
        let (socket, port) = try listen()
        defer { close(socket) }
        let child = try spawn(["/usr/bin/unshare", "--net", "/bin/sleep", "60"])
        defer {
            kill(child, SIGKILL)
            reap(child)
        }
        let box = try #require(try ProcBox(ProcDirectory.open(child)))
        let own = try Directory.working.status("/proc/self/ns/net", followingLinks: true).inode
        #expect(try eventually { try box.proc.namespace(.network) != own })

        let found = try NetworkNamespace.run(of: box.proc) { () throws(SystemCallError) in
            try SocketDiagnostics.listening()
        }

        #expect(found?.contains { $0.port == port } == false)
        let after = try SocketDiagnostics.listening().contains { $0.port == port }
        #expect(after)
    }

    @Test(arguments: [
        ([127, 0, 0, 1], false, true), ([0, 0, 0, 0], false, false),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true, true),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1], true, true),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], true, false),
    ])
    func `tells loopback from the world`(address: [UInt8], isVersion6: Bool, isLoopback: Bool) {
        let socket = ListeningSocket(
            transport: .tcp, isVersion6: isVersion6, port: 1, address: address, user: 0, inode: 1)

        #expect(socket.isLoopback == isLoopback)
    }

    @Test func `a dump with a lying length ends there`() {
        for length: UInt32 in [0, 15, 17, .max] {
            var bytes: [UInt8] = []
            for word in [length, 20, 1, 0] { bytes.append(native: word) }
            var count = 0
            forEachNetlinkMessage(bytes.span) { _, _, _ in count += 1 }
            #expect(count == 0)
        }
    }

    /// A TCP socket that listens on loopback at a port of the kernel's choice.
    private func listen() throws -> (Int32, UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && Glibc.listen(socket, 1) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isListening else { throw SystemCallError(call: "listen", number: ErrorNumber(rawValue: errno)) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }
}
