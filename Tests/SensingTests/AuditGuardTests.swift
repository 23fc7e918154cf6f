import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite struct AuditGuardTests {
    private func status(enabled: UInt32 = 0, failure: UInt32 = 1, owner: UInt32 = 0) -> AuditStatus {
        var status = AuditStatus()
        status.enabled = enabled
        status.failure = failure
        status.owner = owner
        return status
    }

    @Test func `refuses a host that would panic, and one that is locked`() {
        #expect(AuditGuard.decide(status(failure: 2)) { _ in true } == .refuse(.panicsOnLoss))
        #expect(AuditGuard.decide(status(enabled: 2)) { _ in true } == .refuse(.locked))
        #expect(AuditGuard.decide(status(enabled: 2, failure: 2, owner: 7)) { _ in true } == .refuse(.locked))
        #expect(AuditRefusal.panicsOnLoss.description.contains("auditctl -f 2"))
    }

    @Test func `leaves the socket to a living auditd only`() {
        #expect(AuditGuard.decide(status(owner: 7)) { $0 == 7 } == .beside(pid: 7))
        #expect(AuditGuard.decide(status(owner: 7)) { _ in false } == .own)
        #expect(AuditGuard.decide(status(enabled: 1, failure: 0)) { _ in true } == .own)
    }

    @Test func `knows another agent by the rules that leave it out`() {
        let rules = AuditRules(agent: 42).rules

        #expect(AuditGuard.isAgent(42, rules: rules))
        #expect(!AuditGuard.isAgent(43, rules: rules))
        #expect(!AuditGuard.isAgent(42, rules: []))
    }

    @Test func `keeps the host's settings as text`() throws {
        var before = status(enabled: 1)
        before.backlogLimit = 8192
        before.backlogWaitTicks = 15_000
        let saved = SavedAuditSettings(before, bootId: "a-b", exclusions: [1327, 1334])
        var quickened = saved
        quickened.recordSlice = 2_800_000

        #expect(SavedAuditSettings(text: saved.text) == saved)
        #expect(SavedAuditSettings(text: quickened.text) == quickened)
    }

    @Test(arguments: [
        "", "{}", "{\"schema\":\"yagura.audit-settings/2\",\"boot\":\"a\",\"enabled\":0}",
        "{\"schema\":\"yagura.audit-settings/1\",\"boot\":\"a\",\"enabled\":2,\"backlog_limit\":1,\"backlog_wait_time\":1,\"exclusions\":[]}",
        "{\"schema\":\"yagura.audit-settings/1\",\"boot\":\"a\",\"enabled\":1,\"backlog_limit\":99999999999",
    ])
    func `takes nothing from a damaged file`(text: String) {
        #expect(SavedAuditSettings(text: text) == nil)
    }

    @Test func `takes nothing of another boot`() throws {
        let scratch = try ScratchFolder()
        let folder = try Directory(scratch.path)
        let saved = SavedAuditSettings(status(), bootId: "a", exclusions: [])

        try saved.save(to: folder)

        #expect(SavedAuditSettings.load(from: folder, bootId: "a") == saved)
        #expect(SavedAuditSettings.load(from: folder, bootId: "b") == nil)
    }
}
