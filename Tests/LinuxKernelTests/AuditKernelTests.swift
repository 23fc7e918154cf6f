import Glibc
import TestSupport
import Testing

@testable import LinuxKernel

@Suite(.serialized, .enabled(if: getuid() == 0, "needs root: NETLINK_AUDIT"))
struct AuditKernelTests {
    /// Whoever changes the host's audit holds this lock; tests of other modules take it as well.
    static func withAudit(_ body: (inout AuditControl) throws -> Void) throws {
        try HostAudit.alone {
            var control = try AuditControl()
            try body(&control)
        }
    }

    @Test func `reads the status and changes nothing`() throws {
        var control = try AuditControl()

        let first = try control.status()
        let second = try control.status()

        #expect(first.backlogLimit == second.backlogLimit)
        #expect(first.failure <= 2)
    }

    @Test func `adds a rule, lists it, refuses it twice, deletes it`() throws {
        try Self.withAudit { control in
            var rule = AuditRule(.exit, .always)
            rule.match(systemCalls: ["execve"])
            // Matches no process: nobody pays for this test.
            rule.require(.loginUid, .equal, 3_999_999_999)
            rule.require(.key, text: "yagura-kernel-test")
            let before = try control.rules()

            let (first, second) = (try control.add(rule), try control.add(rule))
            let during = try control.rules()
            let (third, fourth) = (try control.delete(rule), try control.delete(rule))
            let after = try control.rules()

            #expect(first && !second && third && !fourth)
            #expect(during.filter { $0 == rule }.count == 1)
            #expect(after == before)
        }
    }

    @Test func `a refused rule names itself`() throws {
        try Self.withAudit { control in
            var rule = AuditRule(.exit, .always)
            rule.require(.directory, text: "relative/path")

            let number: ErrorNumber?
            do throws(SystemCallError) {
                try control.add(rule)
                number = nil
            } catch {
                number = error.number
            }

            #expect(number == .invalid)
        }
    }

    @Test func `the owner receives the records, and gives the stream back`() throws {
        try Self.withAudit { control in
            let before = try control.status()
            guard before.owner == 0, !before.isLocked else { return }
            var texts: [String] = []
            switch try AuditStream.claim(&control) {
            case .takenBy(let pid):
                Issue.record("taken by \(pid)")
            case .owner(var stream):
                let during = try control.status()
                #expect(during.owner == UInt32(getpid()))
                let deadline = KernelClock.monotonicNanoseconds + 3_000_000_000
                // AUDIT_USER_AVC is the one message that the kernel passes on while audit is disabled.
                let message = Array("yagura-kernel-test\0".utf8)
                try NetlinkSocket(.audit).send(type: 1107, flags: NetlinkSocket.requestFlag, message.span)
                while !texts.contains(where: { $0.contains("yagura-kernel-test") }),
                    KernelClock.monotonicNanoseconds < deadline
                {
                    _ = try stream.descriptor.wait(for: .readable, within: .milliseconds(100))
                    _ = try stream.drain { _, text, _ in
                        var bytes: [UInt8] = []
                        for index in 0..<text.count { bytes.append(text[index]) }
                        texts.append(String(decoding: bytes, as: UTF8.self))
                    }
                }
                try stream.resign()
            }

            #expect(texts.contains { $0.hasPrefix("audit(") && $0.contains("yagura-kernel-test") })
            let after = try control.status()
            #expect(after.owner == 0)
        }
    }

    @Test func `a multicast reader joins beside the owner`() throws {
        let stream = try AuditStream.multicast()
        let mode = stream.mode

        #expect(mode == .multicast)
    }
}
