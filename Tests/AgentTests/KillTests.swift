import AgentStore
import BehaviourModel
import Foundation
import Glibc
import TestRandom
import TestSupport
import Testing
import WireProtocol

/// The agent is killed at random moments, under load, every other time while it holds a container frozen.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct KillTests {
    /// Seconds of a lease here.
    private static let lease = 2
    private static let seconds = 90.0

    @Test func `SIGKILL at any moment: leases end, the chain holds, nothing stays behind`() throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: Self.lease)
            let victim = try Victim(try runc.run(Victim.bundle))
            let traffic = [Traffic(victim.service), Traffic(victim.service)]
            defer { traffic.forEach { $0.stop() } }

            var random = SeededGenerator(seed: 0x5EED_2026)
            var tally = Tally()
            let end = monotonicSeconds() + Self.seconds
            while tally.kills < 30, monotonicSeconds() < end {
                try strike(agent, victim, isMidFreeze: tally.kills % 2 == 1, &random, &tally)
            }
            try agent.start()
            #expect(eventually(within: 3) { !KernelWitness.isFrozen(victim.pid) })
            // A killed agent may not have lived through a window: the last one goes on learning.
            #expect(try eventually(within: 20) { try agent.learning("host/web").watchedSeconds > 0 })
            #expect(try agent.stop() == 0)
            #expect(try !Command.must(["auditctl", "-l"]).contains("yagura"))
            #expect(entries(of: "\(agent.scratch.path)/run/leases") == [])
            try verify(agent, tally)
        }
    }

    private struct Tally {
        var kills = 0
        var frozen = 0
        var longest = 0.0
        var newest: Int64 = 0
    }

    /// Starts the agent, lets it work, perhaps freezes, kills it, and looks how long the container stays frozen.
    private func strike(
        _ agent: AgentProgram, _ victim: Victim, isMidFreeze: Bool, _ random: inout SeededGenerator,
        _ tally: inout Tally
    ) throws {
        try agent.start()
        let newest = try agent.alerts.last?.sequence ?? 0
        #expect(newest >= tally.newest)
        var frozenAt: Double?
        var request: Command?
        if isMidFreeze {
            // What an earlier freeze left may end first.
            #expect(eventually(within: 4) { !KernelWitness.isFrozen(victim.pid) })
            // Nobody waits for the answer: the kill may come before, during and after the freeze.
            request = try agent.begin(["respond", "freeze", victim.container])
            let wait = Double(random.next() % 1_200_000) / 1e6
            let end = monotonicSeconds() + wait
            while monotonicSeconds() < end {
                if frozenAt == nil, KernelWitness.isFrozen(victim.pid) { frozenAt = monotonicSeconds() }
                usleep(2_000)  // a look costs 0.1 ms: this one process must not take the processor from the agent
            }
        } else {
            // The kill must come at any moment: chance chooses it, no event may.
            usleep(UInt32(random.next() % 1_500_000))  // the random moment of the kill
        }
        tally.newest = max(newest, tally.newest)
        agent.kill()
        tally.kills += 1
        let killed = monotonicSeconds()
        guard let request else { return }
        _ = request.wait(seconds: 15)
        guard KernelWitness.isFrozen(victim.pid) else { return }
        tally.frozen += 1
        // Either the dead man's switch ends it, or the next agent, which finds the lease and the container.
        let hasSuccessor = random.next() % 2 == 1
        if hasSuccessor { try agent.start() }
        #expect(eventually(within: Double(Self.lease) + 10) { !KernelWitness.isFrozen(victim.pid) })
        let held = monotonicSeconds() - (frozenAt ?? killed)
        tally.longest = max(tally.longest, held)
        #expect(held < Double(Self.lease) + 1)
        guard hasSuccessor else { return }
        agent.kill()
        tally.kills += 1
    }

    private func verify(_ agent: AgentProgram, _ tally: Tally) throws {
        var reader = try StoreReader(directory: agent.store)
        let chains = try reader.verifyChains()
        #expect(chains.count == 1)
        for chain in chains {
            if case .whole = chain.verdict { continue }
            Issue.record("\(chain.verdict)")
        }
        let sequences = try reader.alerts().compactMap { $0.position?.sequence }
        #expect(sequences == sequences.indices.map { Int64($0) + 1 })
        print(
            "agent test: \(tally.kills) kills, \(tally.frozen) of them with a frozen container, held at most "
                + "\(tally.longest) s by a lease of \(Self.lease) s; \(sequences.count) lines, chain whole")
        #expect(tally.kills >= 10)
        #expect(tally.frozen >= 3)
    }
}
