import AgentStore
import BehaviourModel
import Foundation
import Glibc
import LinuxKernel
import Synchronization
import TestRandom
import TestSupport
import Testing
import WireProtocol

/// Agent, relay and collector together, each killed at random moments, and a proxy between that meddles.
@Suite(.serialized, .enabled(if: deliveryNeeds == nil, "\(deliveryNeeds ?? "")"))
struct DeliveryKillTests {
    private static let relayKills = 200
    private static let collectorKills = 100
    private static let agentKills = 10
    /// Whoever is not killed often enough until then was not killed often enough.
    private static let limit = 150.0

    @Test func `300 kills of relay and collector, 10 of the agent, a proxy that meddles: each line once, in order`()
        async throws
    {
        let scratch = try ScratchFolder()
        let programs = try CollectorProgram(in: scratch)
        let proxy = try await MeddlingProxy(
            server: programs.serverTLS(), client: programs.agentTLS(), upstream: programs.address, seed: 0x5EED)
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 1)
            try StreamTests.fill(agent, lines: 20_000)
            try writeFile(agent.chainKey, try readText("\(programs.relayFolder)/chain.key"), mode: 0o600)
            let victim = try Victim(try runc.run(Victim.bundle))

            let tally = Tally()
            let (front, stream) = (proxy.address, agent.stream)
            let end = monotonicSeconds() + Self.limit
            let relays = try PollingThread(name: "kill-relay") { _ in
                var random = SeededGenerator(seed: 1)
                while tally.relays.load(ordering: .relaxed) < Self.relayKills, monotonicSeconds() < end {
                    _ = try? programs.startRelay(to: front, stream: stream)
                    usleep(UInt32(random.next() % 450_000))  // the random moment of the kill
                    programs.killRelay()
                    tally.relays.add(1, ordering: .relaxed)
                }
            }
            let collectors = try PollingThread(name: "kill-collector") { _ in
                var random = SeededGenerator(seed: 2)
                while tally.collectors.load(ordering: .relaxed) < Self.collectorKills, monotonicSeconds() < end {
                    _ = try? programs.startCollector()
                    usleep(UInt32(random.next() % 1_400_000))  // the random moment of the kill
                    programs.killCollector()
                    tally.collectors.add(1, ordering: .relaxed)
                }
            }
            try killAgent(agent, victim, until: end)
            relays.join()
            collectors.join()
            try compare(agent, programs, tally, proxy)
        }
        await proxy.close()
    }

    private final class Tally: Sendable {
        let relays = Atomic<Int>(0)
        let collectors = Atomic<Int>(0)
    }

    /// Lives that freeze a container now and then, so that lines are stored while all is killed.
    private func killAgent(_ agent: AgentProgram, _ victim: Victim, until end: Double) throws {
        var random = SeededGenerator(seed: 3)
        for life in 0...Self.agentKills {
            try agent.start()
            #expect(try eventually(within: 10) { try agent.containers.contains { $0.id == victim.container } })
            let share = (end - monotonicSeconds()) / Double(Self.agentKills + 1 - life)
            let until = monotonicSeconds() + min(9, max(2, share)) * Double(random.next() % 1_000) / 1_000 + 1
            while monotonicSeconds() < until {
                // It may be frozen still, or the budget of freezes spent: then there is nothing to store.
                _ = try agent.begin(["respond", "freeze", victim.container]).wait(seconds: 5)
                usleep(UInt32(random.next() % 600_000))  // chance: kills must meet every stage
            }
            if life < Self.agentKills { agent.kill() }
        }
    }

    private func compare(
        _ agent: AgentProgram, _ programs: CollectorProgram, _ tally: borrowing Tally, _ proxy: MeddlingProxy
    ) throws {
        try programs.startCollector()
        try programs.startRelay(to: proxy.address, stream: agent.stream)
        do { try agent.yagura(["wait", "delivered", "--timeout", "60s"]) } catch { Issue.record("\(error)") }
        #expect(try agent.status.state.known == .ready)
        let words = programs.stop()
        #expect(try agent.stop() == 0)
        // What was stored at the agent's very end has not been waited for.
        var reader = try StoreReader(directory: agent.store)
        var query = AlertQuery()
        query.limit = 1_000_000
        let place = try reader.acknowledged()
        let lines = try reader.alerts(query).filter { ($0.position?.sequence ?? 0) <= place?.sequence ?? 0 }.map(\.line)
        let (stored, findings) = try programs.stored()
        let verified = try programs.verify()

        let kills = (tally.relays.load(ordering: .relaxed), tally.collectors.load(ordering: .relaxed))
        #expect(Set(lines).subtracting(stored).count == 0, "lost; \(words.suffix(2_000))")
        #expect(stored.count == Set(stored).count, "twice")
        #expect(Array(stored.prefix(lines.count)) == lines, "in order")
        #expect(findings == "")
        #expect(kills.0 >= Self.relayKills && kills.1 >= Self.collectorKills)
        print(
            "agent test: \(kills.0) kills of the relay, \(kills.1) of the collector, \(Self.agentKills) of the agent; "
                + "\(lines.count) lines delivered once each; the proxy: \(proxy.tally); verify: \(verified)")
    }
}
