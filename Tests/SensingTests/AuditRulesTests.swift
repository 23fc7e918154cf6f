import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite struct AuditRulesTests {
    @Test func `every rule bears our key and leaves the agent out`() {
        let rules = AuditRules(agent: 42).rules

        #expect(rules.allSatisfy { $0.isOwn })
        #expect(rules.allSatisfy { rule in rule.conditions.contains { $0.field == .pid && $0.value == 42 } })
        #expect(rules.allSatisfy { rule in rule.conditions.contains { $0.field == .architecture } })
        #expect(Set(rules).count == rules.count)
    }

    @Test func `never keeps CONFIG_CHANGE from being made`() {
        #expect(!AuditRule.noise.contains(AuditRecordType.configChange))
    }

    @Test func `reads a list of sensitive paths, and names its bad lines`() {
        let (paths, problems) = SensitivePaths.parse(
            """
            # a comment
            all   /etc/shadow

            write\t/etc/cron.d/
            look /etc/passwd
            read etc/passwd
            read /a /b
            read /a/../b
            read
            all /
            read /etc/shadow
            """)

        #expect(paths.entries.map(\.path) == ["/etc/shadow", "/etc/cron.d"])
        #expect(paths.entries.map(\.isFolder) == [false, true])
        #expect(paths.entries.map(\.permissions) == [14, 10])
        #expect(problems.map(\.line) == [5, 6, 7, 8, 9, 10])
    }

    @Test func `understands every line of the profile that comes with the agent`() throws {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

        let (paths, problems) = SensitivePaths.parse(try readText("\(folder)/profiles/sensitive-paths"))

        #expect(problems.isEmpty)
        #expect(paths.entries.count > 20)
    }
}
