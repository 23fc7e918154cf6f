import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing
import WireProtocol

/// The agent is restarted while services are learned; then each of them restarts once, and nobody is told of it.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct RestartTests {
    /// At scale 1000: learned in some twenty seconds, once enough windows have shown nothing new.
    private static let learning = "learning: { minimum_watched: 2h, minimum_windows: 300 }"

    @Test func `after a restart of the agent the first restart of a service raises nothing`() throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 5, more: Self.learning)
            // One service is older than the agent, the start of the other is seen.
            var elder = try Replaceable(name: "elder", on: runc)
            try agent.start()
            var younger = try Replaceable(name: "younger", on: runc)
            defer { for service in [elder, younger] { service.traffic.stop() } }
            _ = try eventually(within: 20) { try agent.learning("host/younger").watchedSeconds > 60 * 30 }
            #expect(try agent.stop() == 0)
            try agent.start()
            try agent.yagura(["wait", "learned", "--workload", "host/younger", "--timeout", "120s"])
            // What the elder does with files and connections nobody has seen: of that nothing is learned.
            let isLearned = try eventually(within: 120) {
                let families = try agent.learning("host/elder").families
                return families.map(\.state) == [.known(.provisional), .known(.learning), .known(.learning)]
            }
            let elders = try agent.learning("host/elder").families
            #expect(isLearned, "\(elders)")
            try saysWhatIsUnseen(agent)

            try elder.replace(on: runc)
            try younger.replace(on: runc)

            for name in ["elder", "younger"] { try agent.watch("host/\(name)", further: 3_000) }
            let told = try agent.alerts.filter(\.isFinding)
            #expect(told.isEmpty, "\(told.map { $0.items.map { "\($0.context) \($0.item) \($0.millibits)" } })")
            let held = try agent.yagura(["alerts", "--held"])
            #expect(held.isEmpty, "\(held.map(CanonicalJSON.string))")
            #expect(younger.victim.service.ask("RUN id").contains("uid=0"))
            try agent.yagura(["wait", "alert", "--workload", "host/younger", "--timeout", "20s"])
            #expect(try agent.stop() == 0)
        }
    }

    @Test func `a container that started while no agent ran is seen whole, one that is older than the first is not`()
        throws
    {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 5, more: Self.learning)
            let elder = try runc.run(RuncBundle(name: "elder", arguments: Service.arguments))
            try agent.start()
            #expect(try agent.stop() == 0)
            let between = try runc.run(RuncBundle(name: "between", arguments: Service.arguments))

            try agent.start()
            let containers = try agent.containers
            var partly: [String: Bool] = [:]
            for container in containers { partly[container.id] = container.isPartlyVisible }
            #expect(partly == [elder.id: true, between.id: false])

            // Its files and connections count, and nobody takes the second agent's first look for its start.
            let isCounted = try eventually(within: 60) {
                try agent.learning("host/between").families.allSatisfy { $0.windows > 300 }
            }
            let families = try agent.learning("host/between").families
            #expect(isCounted, "\(families)")
            let unseen = try agent.learning("host/elder").families.filter { $0.visibilityReason != nil }.map(\.family)
            #expect(unseen == ["files", "connections"])
            #expect(try agent.stop() == 0)
        }
    }

    /// Waiting for what cannot come ends at once and says why; so do the lists.
    private func saysWhatIsUnseen(_ agent: AgentProgram) throws {
        let waited = try agent.attempt(
            ["wait", "learned", "--workload", "host/elder", "--timeout", "60s"], seconds: 30)
        #expect(waited.status == ExitStatus.impossible.rawValue)
        #expect(waited.errors.contains("files, connections cannot be learned") && waited.errors.contains("audit=1"))
        let containers = try agent.containers
        #expect(containers.first { $0.name == "elder" }?.visibilityReason?.contains("older than audit") == true)
        #expect(containers.filter { $0.name == "younger" }.map(\.isPartlyVisible) == [false])
        #expect(try agent.status.partlyVisible == 1)
        let doctor = try agent.yagura(["doctor"]).map(CanonicalJSON.string).joined(separator: "\n")
        #expect(doctor.contains("1 of 2 containers are older than audit"), "\(doctor)")
    }
}

/// A service with ordinary traffic that can be replaced by its next generation.
private struct Replaceable {
    private let bundle: RuncBundle
    private var container: RuncContainer
    private(set) var victim: Victim
    private(set) var traffic: Traffic

    init(name: String, on host: RuncHost) throws {
        bundle = RuncBundle(name: name, arguments: Service.arguments)
        container = try host.run(bundle)
        victim = try Victim(container)
        traffic = Traffic(victim.service)
    }

    mutating func replace(on host: RuncHost) throws {
        traffic.stop()
        container.remove()
        container = try host.run(bundle)
        victim = try Victim(container)
        traffic = Traffic(victim.service)
        #expect(victim.service.ask("GET /") == "hello\n")
    }
}
