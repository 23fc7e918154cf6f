import BehaviourModel
import Collector
import Foundation
import Testing
import WireProtocol

/// A collector that looks after its agents, over real connections.
@Suite struct AgentWatchTests {
    private func heartbeat(_ second: Int64, agent: String = "node-7") -> JSONValue {
        [
            "schema": "yagura.heartbeat/1", "agent": .string(agent), "epoch": "e",
            "time": .string(TimeText.format(unixNanoseconds: second * 1_000_000_000)), "boot_ns": .integer(second),
            "boot_id": "boot", "version": "0.1.0", "health": "ok",
            "head": ["sequence": 0, "hash": .string(Fingerprint.none.hexadecimal)],
        ]
    }

    /// What the collector has told of an agent.
    private func told(_ collector: RunningCollector, of agent: String = "node-7") async throws -> [JSONValue] {
        try await collector.parts.store.lines(
            LineQuery(.oldestFirst(after: 0), agent: "collector", kinds: ["health"], limit: 100)
        ).map { try JSONParser.parse($0.bytes) }.filter { $0["condition"]?["agent"]?.string == agent }
    }

    /// Waits until the collector has told so much, 20 seconds at most.
    private func wait(_ collector: RunningCollector, for count: Int) async throws -> [JSONValue] {
        _ = try await eventuallyTrue(seconds: 20) { try await told(collector).count >= count }
        return try await told(collector)
    }

    /// Has another agent fall silent: when that is told, the collector has looked at all of them several times.
    private func letLooksPass(_ collector: RunningCollector) async throws {
        let relay = try await collector.agent("node-9")
        #expect(try await relay.post("/api/v1/heartbeat", heartbeat(1, agent: "node-9")).status == 200)
        #expect(try await eventuallyTrue(seconds: 20) { try await !told(collector, of: "node-9").isEmpty })
    }

    private func words(_ alerts: [JSONValue]) -> [String] {
        alerts.map { "\($0["condition"]?["kind"]?.string ?? "?") \($0["condition"]?["state"]?.string ?? "?")" }
    }

    private func agent(_ reader: TestClient, _ name: String = "node-7") async throws -> JSONValue {
        let list = try await reader.get("/api/v1/agents")
        return try #require(list.json["agents"]?.array?.first { $0["agent"]?.string == name })
    }

    @Test func `an agent that falls silent is told once, and once that it is heard again: one incident`() async throws {
        let collector = try await RunningCollector { $0.silence = .milliseconds(600) }
        let reader = try await collector.reader()
        let relay = try await collector.agent("node-7")
        #expect(try await relay.post("/api/v1/heartbeat", heartbeat(1)).status == 200)

        let begun = try await wait(collector, for: 1)
        try await letLooksPass(collector)
        let shown = try await agent(reader)
        #expect(try await relay.post("/api/v1/heartbeat", heartbeat(2)).status == 200)
        let all = Array(try await wait(collector, for: 2).prefix(2))

        #expect(words(begun) == ["silent begun"] && begun[0]["severity"]?.string == "high")
        #expect(begun[0]["remark"]?.string?.hasPrefix("agent node-7 is silent: its last heartbeat came at ") == true)
        #expect(shown["health"]?.string == "silent")
        #expect(shown["conditions"]?.array?.first?["kind"]?.string == "silent")
        #expect(shown["conditions"]?.array?.first?["alert"]?.string == begun[0]["id"]?.string)
        #expect(words(all) == ["silent begun", "silent ended"] && all[1]["severity"]?.string == "low")
        #expect(all[0]["incident"] == all[0]["id"] && all[1]["incident"] == all[0]["id"])
        #expect(all[0]["update"]?.bool == false && all[1]["update"]?.bool == true)
        #expect(try await collector.home.verify().faults.isEmpty)
    }

    @Test func `an agent that never spoke is told of by nobody; one that was revoked is let go`() async throws {
        let collector = try await RunningCollector { $0.silence = .milliseconds(400) }
        _ = try await collector.agent("node-8")
        let relay = try await collector.agent("node-7")
        _ = try await relay.post("/api/v1/heartbeat", heartbeat(1))
        _ = try await wait(collector, for: 1)

        try await collector.home.revoke(agent: "node-7")
        let all = try await wait(collector, for: 2)
        try await letLooksPass(collector)

        #expect(words(all) == ["silent begun", "silent ended"])
        #expect(try await told(collector).count == 2)
        #expect(try await told(collector, of: "node-8").isEmpty)
    }

    @Test func `a spell that was told goes on over a restart, and the end of one meanwhile is told`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("collector.db")
        let first = AgentCondition(.silent, agent: "node-7", since: 5)
        let share = AgentCondition(.overShare, agent: "node-7", since: 6)
        do {
            let store = try SQLiteStore(path: path, create: true)
            #expect(try await store.tell(begun: [first, share], ended: [], now: 10))
            try await store.keep([StoredShare(agent: "node-7", used: 77, at: 9)])
        }

        let store = try SQLiteStore(path: path)
        let again = try await store.tell(begun: [first], ended: [], now: 11)
        let kept = try await store.conditions()
        let ended = try await store.tell(begun: [], ended: [first, share], now: 12)
        let nothing = try await store.tell(begun: [], ended: [first, share], now: 13)

        #expect(!again && ended && !nothing)
        #expect(kept.map(\.kind) == [.overShare, .silent] && kept.map(\.since) == [6, 5])
        #expect(kept.allSatisfy { !$0.alert.isEmpty })
        #expect(try await store.conditions().isEmpty)
        #expect(try await store.shares() == [StoredShare(agent: "node-7", used: 77, at: 9)])
        #expect(try await store.newestPosition() == 4)
    }

    @Test func `an agent over its share is sent away to come again, told of once, and loses nothing`() async throws {
        let collector = try await RunningCollector { $0.limits.daily = ByteCount(bytes: 20_000) }
        let reader = try await collector.reader()
        let relay = try await collector.agent("node-7")
        let other = try await collector.agent("node-8")
        var maker = LineMaker()
        var others = LineMaker(agent: "node-8", epoch: "other")
        let lines = maker.lines(30)
        #expect(try await relay.ingest(lines).status == 200)

        let refused = try await relay.ingest([maker.next()])
        let beat = try await relay.post("/api/v1/heartbeat", heartbeat(1))
        let told = try await wait(collector, for: 1)
        let shown = try await agent(reader)

        #expect(refused.status == 429 && refused.json["type"]?.string?.hasSuffix("/share") == true)
        let seconds = try #require(refused.headers["retry-after"].flatMap { Int($0) })
        #expect((1...3_600).contains(seconds))
        #expect(words(told) == ["over_share begun"])
        #expect(beat.status == 200 && shown["health"]?.string == "ok")
        #expect(shown["conditions"]?.array?.first?["kind"]?.string == "over_share")
        #expect(try await other.ingest(others.lines(3)).status == 200)
        #expect(collector.parts.counters.limited.value == 1 && collector.parts.counters.refusedLines.value == 0)
        #expect(try await collector.parts.store.newestPosition() == 30 + 3 + 1)
    }

    @Test func `an agent that makes up a workload a line uses its share up with few of them`() async throws {
        let collector = try await RunningCollector { $0.limits.daily = ByteCount(bytes: 200_000) }
        let (inventive, usual) = (try await collector.agent("node-7"), try await collector.agent("node-8"))
        var maker = LineMaker()
        var other = LineMaker(agent: "node-8", epoch: "other")
        let made = (0..<20).map { n in maker.next { $0.workload = AlertWorkload(scope: "shop", name: "web-\(n)") } }

        #expect(try await usual.ingest(other.lines(20)).status == 200)
        #expect(try await inventive.ingest(made).status == 200)

        #expect(try await usual.ingest(other.lines(20)).status == 200)
        #expect(try await inventive.ingest([maker.next()]).status == 429)
    }

    @Test func `new epochs beyond the limit wait, known ones and other agents do not`() async throws {
        let collector = try await RunningCollector { $0.limits.epochs = 2 }
        let relay = try await collector.agent("node-7")
        var makers = (1...3).map { LineMaker(epoch: "epoch-\($0)") }

        let first = try await relay.ingest(makers[0].lines(1))
        let second = try await relay.ingest(makers[1].lines(1))
        let third = try await relay.ingest(makers[2].lines(1))
        let more = try await relay.ingest(makers[1].lines(1))

        #expect([first, second, third, more].map(\.status) == [200, 200, 429, 200])
        #expect(third.json["type"]?.string?.hasSuffix("/epochs") == true)
        #expect(third.headers["retry-after"] == "1800")
    }
}
