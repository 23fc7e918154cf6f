/// One event of the process connector: a process was forked, executed a program, or ended.
package struct ProcessConnectorEvent: Sendable, Hashable, BitwiseCopyable {
    package enum Kind: UInt8, Sendable, BitwiseCopyable { case fork, exec, exit }

    /// CLOCK_MONOTONIC, when the kernel made the event.
    package var monotonicNanoseconds: UInt64
    /// The process (thread group): the new one for a fork.
    package var pid: Int32
    /// The thread; another than `pid` when a thread was made or ended.
    package var thread: Int32
    /// The parent process of a fork or exit; 0 for an exec.
    package var parent: Int32
    /// Wait status of an exit.
    package var exitCode: Int32
    package var kind: Kind

    package var isThread: Bool { pid != thread }

    package init(
        kind: Kind, pid: Int32, thread: Int32, parent: Int32, exitCode: Int32, monotonicNanoseconds: UInt64
    ) {
        self.kind = kind
        self.pid = pid
        self.thread = thread
        self.parent = parent
        self.exitCode = exitCode
        self.monotonicNanoseconds = monotonicNanoseconds
    }
}

/// A datagram of the connector: netlink header, `cn_msg`, `proc_event` (linux/cn_proc.h).
enum ProcessConnectorMessage: Equatable {
    case event(ProcessConnectorEvent)
    /// The kernel's answer to a subscription: an errno or 0, and the number the request carried plus one. Every
    /// listener sees the answers to all.
    case acknowledgement(UInt32, of: UInt32)
    /// A kind not asked for, or malformed.
    case other

    init(_ datagram: Span<UInt8>) {
        self = Self.parse(datagram) ?? .other
    }

    private static func parse(_ datagram: Span<UInt8>) -> Self? {
        let body = NetlinkSocket.headerSize + 20  // struct cn_msg
        guard datagram.uint32(at: 16) == connectorIndex, datagram.uint32(at: 20) == connectorValue,
            let what = datagram.uint32(at: body), let time = datagram.uint64(at: body + 8),
            let first = datagram.int32(at: body + 16)
        else { return nil }
        if what == none {
            return .acknowledgement(UInt32(bitPattern: first), of: datagram.uint32(at: 28) ?? 0)
        }
        guard let second = datagram.int32(at: body + 20) else { return nil }
        var event = ProcessConnectorEvent(
            kind: .exec, pid: second, thread: first, parent: 0, exitCode: 0, monotonicNanoseconds: time)
        switch what {
        case exec:
            break
        case fork:
            guard let thread = datagram.int32(at: body + 24), let pid = datagram.int32(at: body + 28) else {
                return nil
            }
            event.kind = .fork
            event.parent = second
            event.thread = thread
            event.pid = pid
        case exit:
            guard let code = datagram.int32(at: body + 24) else { return nil }
            event.kind = .exit
            event.exitCode = code
            // Kernels before 4.18 do not name the parent.
            event.parent = datagram.int32(at: body + 36) ?? 0
        default:
            return nil
        }
        return .event(event)
    }

    static let connectorIndex: UInt32 = 1  // CN_IDX_PROC
    static let connectorValue: UInt32 = 1  // CN_VAL_PROC
    static let none: UInt32 = 0
    static let all: UInt32 = .max
    static let fork: UInt32 = 1
    static let exec: UInt32 = 2
    static let exit: UInt32 = 0x8000_0000
}
