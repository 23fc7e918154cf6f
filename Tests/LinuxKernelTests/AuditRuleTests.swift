import Testing

@testable import LinuxKernel

@Suite struct AuditRuleTests {
    static func rule() -> AuditRule {
        var rule = AuditRule(.exit, .always)
        rule.match(systemCalls: ["execve", "connect"])
        rule.require(.loginUid, .greaterOrEqual, 3_000_000_000)
        rule.require(.directory, text: "/srv/app")
        rule.require(.permissions, .equal, AuditPermissions.write | AuditPermissions.attribute)
        rule.require(.key, text: "yagura-test")
        return rule
    }

    @Test func `a rule survives its wire form`() {
        let bytes = Self.rule().encoded(isFirst: true)

        let read = AuditRule(bytes.span)

        #expect(bytes.count == 1040 + "/srv/appyagura-test".utf8.count)
        #expect(read == Self.rule())
        #expect(read?.key == "yagura-test")
    }

    @Test func `system calls become bits of this machine's numbers`() throws {
        let number = try #require(AuditNames.systemCall("execve"))

        let rule = Self.rule()

        #expect(rule.systemCalls[Int(number) / 32] & 1 << UInt32(number % 32) != 0)
        #expect(rule.systemCalls.reduce(0) { $0 + $1.nonzeroBitCount } == 2)
        #expect(AuditNames.systemCall(number) == "execve")
        #expect(rule.conditions.first?.field == .architecture)
    }

    @Test func `an unknown system call is told, and does not mean all`() {
        var rule = AuditRule(.exit, .always)

        let unknown = rule.match(systemCalls: ["no_such_call", "execve"])

        #expect(unknown == ["no_such_call"])
        #expect(rule.systemCalls.reduce(0) { $0 + $1.nonzeroBitCount } == 1)
    }

    @Test func `refuses what the kernel has no room for`() {
        var rule = AuditRule(.exit, .always)
        let tooLong = String(repeating: "x", count: 4097)

        let accepted = [
            rule.require(.directory, text: tooLong), rule.require(.key, text: ""), rule.require(.key, text: "a\0b"),
            rule.require(.key, .equal, 3), rule.match(systemCall: 2047), rule.match(systemCall: -1),
        ]
        for _ in 0..<64 { rule.require(.uid, .equal, 1) }
        let hasRoom = rule.require(.uid, .equal, 1)

        #expect(accepted == [false, false, false, false, false, false])
        #expect(!hasRoom)
    }

    @Test func `truncated or lying lists give no rule`() {
        var bytes = Self.rule().encoded(isFirst: false)
        for length in stride(from: 0, to: bytes.count, by: 13) {
            let cut = Array(bytes[..<length])
            let read = AuditRule(cut.span)
            #expect(read == nil)
        }
        bytes[8] = 65
        let read = AuditRule(bytes.span)
        #expect(read == nil)
    }
}
