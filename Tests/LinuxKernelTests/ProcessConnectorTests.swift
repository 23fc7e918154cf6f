import Glibc
import Testing

@testable import LinuxKernel

@Suite struct ProcessConnectorTests {
    /// Bytes of a datagram on Linux 6.18: header, cn_msg, proc_event.
    static func datagram(what: UInt32, words: [UInt32]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        for word: UInt32 in [1, 1, 77, 0] { bytes.append(native: word) }
        bytes.append(native: UInt16(40))
        bytes.append(native: UInt16(0))
        for word in [what, 0, 5, 0] + words { bytes.append(native: word) }
        return bytes
    }

    @Test(arguments: [
        (
            UInt32(1), [UInt32(10), 11, 20, 21], ProcessConnectorEvent.Kind.fork, Int32(21), Int32(20), Int32(11),
            Int32(0)
        ),
        (2, [30, 31], .exec, 31, 30, 0, 0),
        (0x8000_0000, [40, 41, 256, 17, 50, 51], .exit, 41, 40, 51, 256),
    ])
    func `reads each kind`(
        what: UInt32, words: [UInt32], kind: ProcessConnectorEvent.Kind, pid: Int32, thread: Int32, parent: Int32,
        exitCode: Int32
    ) {
        let bytes = Self.datagram(what: what, words: words)

        let message = ProcessConnectorMessage(bytes.span)

        let event = ProcessConnectorEvent(
            kind: kind, pid: pid, thread: thread, parent: parent, exitCode: exitCode, monotonicNanoseconds: 5)
        #expect(message == .event(event))
    }

    @Test func `no truncation traps or invents a process`() {
        let whole = Self.datagram(what: 0x8000_0000, words: [40, 41, 256, 17, 50, 51])
        for length in 0..<(whole.count - 12) {
            let cut = Array(whole[..<length])
            let message = ProcessConnectorMessage(cut.span)
            #expect(message == .other)
        }
        let other = Self.datagram(what: 0x40, words: [1, 2, 3, 4])
        let message = ProcessConnectorMessage(other.span)
        #expect(message == .other)
    }

    @Test(.enabled(if: getuid() == 0, "needs root: NETLINK_CONNECTOR"))
    func `sees a child fork, execute and end`() throws {
        var connector = try ProcessConnector()
        let isFiltered = connector.isFilteredByKernel
        #expect(isFiltered)
        let before = KernelClock.monotonicNanoseconds

        let child = try spawn(["/bin/true"])
        reap(child)
        var seen: [ProcessConnectorEvent] = []
        let deadline = KernelClock.monotonicNanoseconds + 5_000_000_000
        while !seen.contains(where: { $0.kind == .exit }), KernelClock.monotonicNanoseconds < deadline {
            _ = try connector.descriptor.wait(for: .readable, within: .milliseconds(200))
            _ = try connector.drain { if $0.pid == child { seen.append($0) } }
        }

        #expect(seen.map(\.kind) == [.fork, .exec, .exit])
        #expect(seen.first?.parent == getpid())
        #expect(seen.last?.exitCode == 0)
        #expect(seen.allSatisfy { $0.monotonicNanoseconds > before })
    }
}
