import AgentStore
import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing
import WireProtocol

/// The agent and the containers of one test, and what is shown with them.
final class Scene {
    let agent: AgentProgram
    let engine: DockerEngine
    let runc: RuncHost
    private(set) var web: Victim
    let shop: Victim
    private var webContainer: RuncContainer
    private var traffic: [Traffic] = []

    /// Starts both services and their ordinary requests.
    init(agent: AgentProgram, engine: DockerEngine, runc: RuncHost) throws {
        self.agent = agent
        self.engine = engine
        self.runc = runc
        webContainer = try runc.run(Victim.bundle)
        web = try Victim(webContainer)
        let id = try engine.run(name: "shop", arguments: Service.arguments)
        let text = try engine.must(["inspect", "--format", "{{.State.Pid}}", id])
        let pid = pid_t(text.filter(\.isNumber)) ?? 0
        shop = Victim(container: id, workload: "host/yagura-test", pid: pid)
        traffic = [Traffic(web.service), Traffic(shop.service)]
    }

    func endTraffic() {
        traffic.forEach { $0.stop() }
        traffic = []
    }

    /// Of the whole test so far: what a container did and somebody was told.
    var findings: [Alert] { get throws { try agent.alerts.filter(\.isFinding) } }

    func say(_ text: String) { print("agent test: \(text)") }

    func seesBothRuntimes() throws {
        let isSeen = try eventually(within: 5) {
            let seen = try agent.containers
            return [("runc", web.container), ("docker", shop.container)].allSatisfy { runtime, id in
                seen.contains { $0.id == id && $0.runtime == runtime && !$0.isPartlyVisible }
            }
        }
        #expect(isSeen)
    }

    func opensNoNetworkSocket() throws {
        #expect(KernelWitness.socketCount(of: agent.pid) > 0)
        #expect(try KernelWitness.networkSockets(of: agent.pid) == [])
    }

    /// The child of a container that lives for about 20 ms is learned under its workload.
    func attributesShortLives() throws {
        let container = try runc.prepare(
            RuncBundle(name: "blink", arguments: ["/bin/sh", "-c", "/bin/busybox sleep 0.02; exit 0"]))
        try container.runToEnd()
        let isKnown = eventually(within: 5) {
            let blink = try? agent.learning("host/blink")
            return blink?.learned.contains { $0.item.contains("/bin/busybox") } == true
        }
        #expect(isKnown, "\(String(describing: try? agent.learning("host/blink")))")
    }

    func restartOfAgentRaisesNothing() throws {
        _ = try eventually(within: 20) { try agent.learning("host/web").watchedSeconds > 60 * 30 }
        let before = try (agent.learning("host/web"), findings, agent.status)
        #expect(try agent.stop() == 0)
        #expect(try !Command.must(["auditctl", "-l"]).contains("yagura"))
        try agent.start()
        let after = try (agent.learning("host/web"), findings, agent.status)
        #expect(after.0.watchedSeconds >= before.0.watchedSeconds)
        #expect(after.0.learned.count >= before.0.learned.count)
        #expect(after.1 == before.1)
        #expect(after.2.epoch == before.2.epoch)
        try agent.watch("host/web", further: 2_000)
        #expect(try findings == before.1)
        #expect(try agent.learning("host/web").watchedSeconds > after.0.watchedSeconds, "it goes on learning")
    }

    /// As many short containers as fit into the time, by two loops.
    func staysFlatOverManyContainers(seconds: Int) throws {
        let loops = try (1...2).map { number in
            let container = try runc.prepare(
                RuncBundle(name: "short", arguments: ["/bin/true"]), id: "yagura-short-\(number)")
            return try Command([
                "bash", "-c",
                """
                count=0
                while [ $SECONDS -lt \(seconds) ]; do
                    runc --root \(runc.stateRoot) run --bundle \(container.bundle) yagura-short-\(number)-$count && count=$((count + 1))
                done >/dev/null 2>&1
                echo $count >&3
                """.replacingOccurrences(of: ">&3", with: ">\(agent.scratch.path)/count-\(number)"),
            ])
        }
        // Memory is compared with what it is once caches are warm: after a third of the containers.
        #expect(loops.first?.wait(seconds: Double(seconds) / 3) == nil, "the loop goes on")
        let warm = KernelWitness.residentKiB(of: agent.pid)
        for loop in loops { #expect(loop.wait(seconds: Double(seconds) + 20) == 0) }
        let number = try (1...2).map {
            Int(try readText("\(agent.scratch.path)/count-\($0)").filter(\.isNumber)) ?? 0
        }.reduce(0, +)
        // Ended containers are kept for two seconds, and told as ended until then.
        _ = try eventually(within: 20) { try !agent.containers.contains { $0.id.hasPrefix("yagura-short-") } }
        let end = KernelWitness.residentKiB(of: agent.pid)
        say("\(number) short containers in \(seconds) s; resident \(warm) KiB after a third, \(end) KiB at the end")
        #expect(number > 100)
        #expect(end - warm < 4_096, "\(warm) KiB, then \(end) KiB")
        #expect(try agent.containers.map(\.workload.name).sorted() == ["web", "yagura-test"])
    }

    func learns() throws {
        let start = monotonicSeconds()
        for workload in [web.workload, shop.workload] {
            try agent.yagura(["wait", "learned", "--workload", workload, "--timeout", "180s"])
        }
        say("learned after another \(Int(monotonicSeconds() - start)) s")
        #expect(try findings == [])
    }

    /// A restart is a habit once it was seen as often as any habit has to be: `learning.support` times.
    func restartsService() throws {
        traffic.removeFirst().stop()
        webContainer.remove()
        webContainer = try runc.run(Victim.bundle)
        web = try Victim(webContainer)
        traffic.insert(Traffic(web.service), at: 0)
        // The runtime is done when the program runs, which may be a moment before it listens.
        let start = monotonicSeconds()
        #expect(eventually(within: 5) { web.service.ask("GET /") == "hello\n" })
        say("the service answered \(Int((monotonicSeconds() - start) * 1_000)) ms after its restart")
        try agent.watch("host/web", further: 3_000)
        #expect(try findings == [])
    }

    /// A shell below the service is an anomaly with words.
    func explainsShell() throws {
        #expect(web.service.ask("RUN id").contains("uid=0"))
        try agent.yagura(["wait", "alert", "--workload", web.workload, "--timeout", "20s"])
        let isShell = { (alert: Alert) in
            alert.items.contains { $0.family == "lineage" && $0.item.contains("/bin/sh") }
        }
        #expect(try eventually(within: 5) { try findings.contains(where: isShell) })
        let alert = try #require(try findings.first(where: isShell))
        let workload = try #require(alert.workload)
        #expect(alert.kind == .known(.anomaly))
        #expect("\(workload.scope)/\(workload.name)" == "host/web")
        #expect(alert.container?.id == web.container)
        #expect(alert.container?.runtime == "runc")
        #expect(alert.items.reduce(0) { $0 + $1.millibits } == alert.score?.millibits)
        #expect(alert.sensor == "audit")
        #expect(alert.learning?.state == .known(.provisional))
        let answer = try #require(try agent.items(["explain", alert.id], as: ExplainAnswer.self).first)
        let words = answer.lines.joined(separator: "\n")
        for word in ["/bin/sh", "host/web"] { #expect(words.contains(word), "\(words)") }
    }

    /// A program that the image did not bring is executed below the service: frozen, and thawed by the operator or by
    /// the end of the lease.
    func freezesByPolicy(_ victim: Victim, thawing: Bool) throws {
        let answer = victim.service.ask("RUN cp /bin/busybox /root/busybox2; /root/busybox2 sleep 30", seconds: 2)
        #expect(answer == "")
        try agent.yagura([
            "wait", "frozen", "--container", victim.container, "--timeout", "10s",
        ])
        let frozen = monotonicSeconds()
        #expect(KernelWitness.isFrozen(victim.pid))
        #expect(try agent.containers.contains { $0.id == victim.container && $0.state == .known(.frozen) })
        let lease = try #require(try agent.items(["respond", "list"], as: LeaseAnswer.self).first)
        #expect(lease.containerID == victim.container)
        let alert = try #require(try findings.first { $0.id == lease.alert })
        #expect(alert.tripwire == "upper-exec")
        #expect(alert.container?.id == victim.container)
        #expect(alert.process?.executable == "/root/busybox2")
        #expect(alert.process?.executableOrigin == .known(.upper))
        if thawing {
            try agent.yagura(["respond", "thaw", victim.container])
            #expect(!KernelWitness.isFrozen(victim.pid))
        } else {
            #expect(eventually(within: 6) { !KernelWitness.isFrozen(victim.pid) })
            say("lease of 5 s ended \(monotonicSeconds() - frozen) s after it was seen")
        }
        #expect(victim.service.ask("GET /") == "hello\n")
        #expect(try agent.items(["respond", "list"], as: LeaseAnswer.self) == [])
    }

    /// `runc exec` is a session, not a child of the service.
    func recognisesSession() throws {
        let before = try findings.count
        #expect(try webContainer.exec(["/bin/wget", "--help"]).status >= 0)
        #expect(try webContainer.exec(["/bin/sh", "-c", "/bin/cat /etc/shadow"]).output.contains("root"))
        var learned: [LearnedItem] = []
        var new: [Alert] = []
        let isSession = try eventually(within: 10) {
            learned = try agent.learning("host/web").learned
            new = try Array(findings.dropFirst(before))
            return new.contains { $0.origin == .known(.exec) } || learned.contains { $0.context.contains("session") }
                || learned.contains { $0.item.contains("exec") }
        }
        #expect(isSession, "\(new) \(learned)")
    }

    func chainIsWhole() throws {
        var reader = try StoreReader(directory: agent.store)
        let chains = try reader.verifyChains()
        #expect(chains.count == 1)
        for chain in chains {
            guard case .whole = chain.verdict else {
                Issue.record("\(chain.verdict)")
                continue
            }
        }
    }
}
