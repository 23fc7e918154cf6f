import Glibc
import LinuxKernel
import Testing

@Suite struct PrivilegesTests {
    @Test(.enabled(if: getuid() == 0, "needs root: capset"))
    func `what is dropped stays dropped, in the thread that dropped it`() throws {
        let flag = Flag()
        let before = try Privileges.effective()
        let thread = try PollingThread(name: "yagura-drop") { _ in
            let kept = try? Privileges.keepOnly([.auditControl, .trace])
            try? Privileges.forbidNew()
            let text = (try? Directory.working.read("/proc/thread-self/status", limit: 16_384)) ?? []
            let status = ProcStatus(text.span)
            let now = try? Privileges.effective()
            let isExact = now == kept && kept?.isSubset(of: [.auditControl, .trace]) == true
            let isBound = status?.boundingCapabilities == Capabilities([.auditControl, .trace]).rawValue
            flag.value.store(isExact && isBound && status?.hasNoNewPrivileges == true ? 1 : 2, ordering: .relaxed)
        }
        thread.join()

        #expect(flag.value.load(ordering: .relaxed) == 1)
        #expect(try Privileges.effective() == before)
    }

    @Test func `limits are read and set`() throws {
        let limit = try ProcessLimits.limit(of: .openFiles)

        #expect(limit.soft <= limit.hard)
        try ProcessLimits.setLimit(of: .openFiles, to: limit)
        #expect(try ProcessLimits.limit(of: .openFiles) == limit)
    }

    @Test func `capabilities are asked for by number`() {
        let set: Capabilities = [.trace, .bpf]

        #expect(set.contains(number: 19) && set.contains(number: 39))
        #expect(!set.contains(number: 20) && !set.contains(number: 64) && !set.contains(number: -1))
    }
}
