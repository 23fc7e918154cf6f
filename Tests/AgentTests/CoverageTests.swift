import BehaviourModel
import Glibc
import TestSupport
import Testing
import WireProtocol

/// What no sensor sees is not learned as quiet, and somebody hears of it.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct CoverageTests {
    /// At scale 1000: learned in some twenty seconds, once enough windows have shown nothing new.
    private static let learning = "learning: { minimum_watched: 2h, minimum_windows: 300 }"

    private func families(_ agent: AgentProgram) throws -> [String] {
        try agent.learning("host/web").families.map(\.family)
    }

    private func health(_ agent: AgentProgram) throws -> [String] {
        try agent.alerts.filter { $0.kind == .known(.health) }.compactMap(\.remark)
    }

    @Test func `while audit is switched off its families are not learned, and programs are seen all the same`() throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 5, more: Self.learning)
            try agent.start()
            let web = try Victim(try runc.run(Victim.bundle))
            let traffic = Traffic(web.service)
            defer { traffic.stop() }
            try agent.yagura(["wait", "learned", "--workload", web.workload, "--timeout", "120s"])
            #expect(try families(agent) == ["lineage", "files", "connections"])
            #expect(try health(agent) == [])

            try Command.must(["auditctl", "-e", "0"])
            #expect(try eventually(within: 15) { try families(agent) == ["lineage"] })
            let isTold = try eventually(within: 15) {
                try health(agent).contains { $0.contains("audit does not work") }
            }
            #expect(isTold)
            let state = try agent.learning(web.workload).families.first?.state
            #expect(state == .known(.provisional), "what is seen stays learned")
            #expect(web.service.ask("RUN sleep 1; id", seconds: 5).contains("uid=0"))
            #expect(
                try eventually(within: 20) {
                    try agent.alerts.contains { $0.isFinding && $0.items.contains { $0.item.contains("/bin/sh") } }
                })

            try Command.must(["auditctl", "-e", "1"])
            #expect(try eventually(within: 15) { try families(agent) == ["lineage", "files", "connections"] })
            #expect(try eventually(within: 15) { try health(agent).contains { $0.contains("audit works again") } })
            let files = try agent.learning(web.workload).families.first { $0.family == "files" }
            #expect(files?.state == .known(.learning), "learned anew")
            #expect(try agent.stop() == 0)
        }
    }

    @Test func `with the process connector alone connections and files are no part of what is learned`() throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 5, sensors: "[procfs]", more: Self.learning)
            try agent.start()
            let web = try Victim(try runc.run(Victim.bundle))
            let traffic = Traffic(web.service)
            defer { traffic.stop() }

            try agent.yagura(["wait", "learned", "--workload", web.workload, "--timeout", "120s"])
            #expect(try families(agent) == ["lineage"])
            let doctor = try agent.yagura(["doctor"]).map(CanonicalJSON.string).joined(separator: "\n")
            #expect(doctor.contains("files, connections are not seen"), "\(doctor)")
            #expect(doctor.contains("connections and files of none are seen") && !doctor.contains("none older"))
            // To restart it would not help.
            let reasons = try agent.containers.map(\.visibilityReason)
            #expect(reasons.count == 1 && reasons.allSatisfy { $0?.contains("no sensor sees them") == true })
            #expect(try health(agent) == [], "it was asked for")
            #expect(try agent.stop() == 0)
        }
    }
}
