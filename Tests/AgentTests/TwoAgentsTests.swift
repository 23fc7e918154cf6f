import Foundation
import Glibc
import TestSupport
import Testing
import WireProtocol

/// A second agent on one host keeps its hands off what the first one has.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct TwoAgentsTests {
    @Test func `a second agent is refused with the pid of the first, whose rules stay`() throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let first = try AgentProgram(runc: runc.stateRoot, lease: 5)
            // Other folders, another store, another socket: what is shared is the host.
            let second = try AgentProgram(runc: runc.stateRoot, lease: 5)
            try first.start()
            let pid = first.pid
            let rules = try Command.must(["auditctl", "-l"])
            #expect(rules.contains("yagura"))

            let refused = try second.startInVain()

            #expect(refused.status == ExitStatus.impossible.rawValue)
            #expect(refused.words.contains("(process \(pid),"), "\(refused.words)")
            #expect(try Command.must(["auditctl", "-l"]) == rules)
            #expect(try first.status.pid == Int64(pid))

            // A killed agent holds nothing: the next one takes over what it left.
            first.kill()
            try second.start()
            #expect(try first.startInVain().words.contains("(process \(second.pid),"))
            #expect(try second.stop() == 0)
            // What the first one had saved of the host's settings lies in its own run folder: it restores them itself.
            try first.start()
            #expect(try first.stop() == 0)
            #expect(!fileExists("/run/yagura/agent.lock"))
        }
    }
}
