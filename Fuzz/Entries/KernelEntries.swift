import BehaviourModel

// What these parse is a module's own: `@testable` needs a build for tests.
#if DEBUG
    @testable import Attribution
    @testable import LinuxKernel

    extension FuzzEntry {
        static let kernelMessages = [
            FuzzEntry(
                "process-connector", "a datagram of the process connector",
                seeds: {
                    [fork, exec, exit].map { what in
                        message(type: 3, [1, 1, 0, 0, 40, what, 0, 7, 0, 4_711, 4_711, 4_712, 4_713, 1, 2])
                    }
                }
            ) { bytes in
                _ = ProcessConnectorMessage(bytes.span)
            },
            FuzzEntry(
                "netlink", "a dump's datagram: messages, and the sockets in them",
                seeds: {
                    [
                        message(type: 20, [0x000A_0A02, 0x0000_901F] + Array(repeating: 0x0100_007F, count: 16)),
                        message(type: 20, [0x000A_0A0A, 0x0000_901F] + Array(repeating: 0, count: 16))
                            + message(type: 3, [0]),
                    ]
                }
            ) { bytes in
                var visited = 0
                forEachNetlinkMessage(bytes.span) { _, _, payload in
                    _ = SocketDiagnostics.parse(payload, .tcp)?.isLoopback
                    visited += 1
                }
                expect(visited <= bytes.count / 16, "each message takes its header")
            },
            FuzzEntry(
                "inotify", "what read(2) gives of an inotify descriptor",
                seeds: {
                    [message(type: 1, [0x100, 0, 16]) + Array("demo-web".utf8) + Array(repeating: 0, count: 8)]
                }
            ) { bytes in
                var visited = 0
                forEachInotifyRecord(bytes.span) { _, _, name in
                    expect(!name.bytes(0..<name.count).contains(0), "a name ends at its NUL")
                    visited += 1
                }
                expect(visited <= bytes.count / 16, "each record takes its header")
            },
            FuzzEntry(
                "socket-address", "SocketAddressDecoder: a sockaddr as a call gave it",
                seeds: {
                    [
                        [2, 0, 0x1F, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
                        [10, 0, 0, 80, 0, 0, 0, 0] + Array(repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1],
                        [1, 0] + Array("/run/docker.sock\0".utf8), [1, 0, 0] + Array("abstract".utf8),
                        [16, 0, 0, 0, 1, 0, 0, 0],
                    ]
                }
            ) { bytes in
                let address = SocketAddressDecoder.decode(bytes.span)
                let path = SocketAddressDecoder.unixPath(bytes.span)
                expect(path.isEmpty || address.family == .unix, "only a Unix address has a path")
            },
        ]

        private static let fork: UInt32 = 1
        private static let exec: UInt32 = 2
        private static let exit: UInt32 = 0x8000_0000

        /// A netlink message of 32-bit words.
        private static func message(type: UInt16, _ words: [UInt32]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.append(native: UInt32(16 + 4 * words.count))
            bytes.append(native: type)
            for _ in 0..<5 { bytes.append(native: UInt16(0)) }
            for word in words { bytes.append(native: word) }
            return bytes
        }
    }
#else
    extension FuzzEntry { static let kernelMessages: [FuzzEntry] = [] }
#endif
