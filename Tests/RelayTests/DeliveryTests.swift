import BehaviourModel
import Glibc
import TestSupport
import Testing
import WireProtocol

/// The relay's program between a store and a collector that misbehaves: each stored line arrives once, in order.
@Suite(.serialized, .enabled(if: relayNeeds == nil, "\(relayNeeds ?? "")"))
struct DeliveryTests {
    @Test func `lines are delivered as stored, in order, and what waits is delivered before a clean end`() throws {
        let scene = try RelayScene()
        try scene.agent.append(2_500)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        try scene.start([collector.address])

        #expect(try scene.isDelivered())
        try scene.agent.append(10)
        #expect(try scene.isDelivered())
        #expect(eventually(within: 5) { !collector.seen.heartbeats.isEmpty })
        let metrics = scene.metrics
        let (status, log) = scene.stop()

        let seen = collector.seen
        #expect(seen.lines == (try scene.agent.lines))
        #expect((seen.duplicates, seen.disorder) == (0, 0))
        #expect(seen.wasCompressed)
        #expect(seen.peers == ["yagura://agent/node-7"])
        #expect(seen.heartbeats.last?["relay"]?["certificate_ends_soon"]?.bool == true)
        #expect(seen.heartbeats.last?["agent"]?.string == "node-7")
        #expect(metrics.contains("yagura_relay_lines_delivered_total 2510\n"))
        #expect(metrics.contains("yagura_agent_health{health=\"ok\"} 1\n"))
        #expect(metrics.contains("yagura_agent_info{agent=\"node-7\""))
        #expect(status == 0)
        #expect(log.contains("ready {") && log.contains("events=2510 dropped=0"))
        #expect(log.contains("ends at"), "a certificate of two days is warned of")
    }

    private static let drops: [FakeCollector.Behaviour] = [.dropBefore, .dropAfter, .dropBefore, .dropAfter]

    @Test(
        arguments: [
            ("drops before and after storing", drops),
            ("answers late", [.delay(milliseconds: 300), .delay(milliseconds: 200)]),
            ("is out of order", [.status(503), .status(500), .status(502), .status(429)]),
            ("wants to be left alone", [.status(503, retryAfter: "1"), .status(429, retryAfter: "1")]),
            ("answers nonsense", [.wrongPlace, .status(200), .status(204), .status(302), .status(404), .status(403)]),
        ] as [(String, [FakeCollector.Behaviour])])
    func `a collector that misbehaves loses nothing and gets nothing twice`(
        name: String, plan: [FakeCollector.Behaviour]
    ) throws {
        let scene = try RelayScene()
        try scene.agent.append(1_200, padding: 1_500)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.plan(plan)
        let begun = monotonicSeconds()
        try scene.start([collector.address])

        #expect(try scene.isDelivered(), "\(name): \(scene.relay?.errors ?? "")")

        let seen = collector.seen
        #expect(seen.lines == (try scene.agent.lines), "\(name)")
        #expect(seen.disorder == 0, "\(name)")
        #expect(scene.stop().status == 0, "\(name)")
        if name.hasPrefix("wants") { #expect(monotonicSeconds() - begun >= 2, "\(name)") }
    }

    @Test
    func `a collector that wants no lines for an hour still hears that the agent lives; no line counts as refused`()
        throws
    {
        let scene = try RelayScene()
        try scene.agent.append(300)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.plan([.status(429, retryAfter: "3600")])
        try scene.start([collector.address])
        #expect(eventually(within: 10) { collector.seen.requests == 1 })

        let before = collector.seen.heartbeats.count
        #expect(eventually(within: 10) { collector.seen.heartbeats.count >= before + 3 })
        let metrics = scene.metrics
        let (status, log) = scene.stop()

        #expect(collector.seen.requests == 1 && collector.seen.lines.isEmpty)
        #expect(collector.seen.heartbeats.last?["relay"]?["problem"]?.string?.hasPrefix("status 429") == true)
        #expect(metrics.contains("yagura_relay_lines_refused_total 0\n"))
        #expect(!log.contains("again"))
        #expect(try scene.agent.refused == 0)
        #expect(status == 0)
    }

    @Test func `what is too large is halved until it fits`() throws {
        let scene = try RelayScene()
        try scene.agent.append(1_000)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.limit(lines: 70)
        try scene.start([collector.address])

        #expect(try scene.isDelivered())

        let seen = collector.seen
        #expect(seen.lines == (try scene.agent.lines))
        #expect((seen.duplicates, seen.disorder) == (0, 0))
        #expect(scene.stop().status == 0)
    }

    @Test func `a line that can never be stored is named, counted and passed, and all others arrive`() throws {
        let scene = try RelayScene()
        try scene.agent.append(300)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.poison("\"number\":150,")
        try scene.start([collector.address])

        #expect(try scene.isDelivered())
        let metrics = scene.metrics
        let (status, log) = scene.stop()

        let expected = try scene.agent.lines.filter {
            !String(decoding: $0, as: UTF8.self).contains("\"number\":150,")
        }
        #expect(collector.seen.lines == expected)
        #expect(expected.count == 299)
        #expect(try scene.agent.refused == 1)
        #expect(metrics.contains("yagura_relay_lines_refused_total 1\n"))
        #expect(status == 0)
        #expect(log.contains("events=299 dropped=1") && log.contains("poisoned"))
    }

    @Test func `an answer that is too long to read holds nothing up: halves find the line`() throws {
        let scene = try RelayScene()
        try scene.agent.append(300)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.poison("\"number\":150,", reason: String(repeating: "long ", count: 400_000))
        try scene.start([collector.address])

        #expect(try scene.isDelivered())

        #expect(collector.seen.lines.count == 299)
        #expect(try scene.agent.refused == 1)
        #expect(scene.stop().status == 0)
    }

    @Test(arguments: [401, 403, 404, 302])
    func `the next address serves while something else answers at the first`(status: Int) throws {
        let scene = try RelayScene()
        try scene.agent.append(100)
        try scene.agent.open()
        let other = try scene.collector()
        let collector = try scene.collector()
        defer {
            other.close()
            collector.close()
        }
        other.always(.status(status))
        try scene.start([other.address, collector.address])

        #expect(try scene.isDelivered())
        let (end, log) = scene.stop()

        #expect(collector.seen.lines == (try scene.agent.lines))
        #expect(end == 0 && log.contains("\(other.address): status \(status)"))
    }

    @Test func `the next address serves while the first does not, and the agent's next life goes on where it was`()
        throws
    {
        let scene = try RelayScene()
        try scene.agent.append(100)
        try scene.agent.open()
        let dead = try scene.collector()
        let living = try scene.collector()
        defer { living.close() }
        dead.close()
        try scene.start([dead.address, living.address])
        #expect(try scene.isDelivered())

        scene.agent.close()
        try scene.agent.append(100)
        try scene.agent.open()

        #expect(try scene.isDelivered())
        #expect(living.seen.lines == (try scene.agent.lines))
        #expect(scene.stop().status == 0)
    }

    @Test func `SIGKILL at random moments, with drops between: nothing lost, nothing twice, in order`() throws {
        let scene = try RelayScene()
        try scene.agent.append(3_000)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        var kills = 0
        let end = monotonicSeconds() + 12
        while kills < 40, monotonicSeconds() < end {
            collector.plan([.store, .dropAfter, .store, .dropBefore].shuffled())
            try scene.start([collector.address], pause: 20)
            try scene.agent.append(Int.random(in: 1...200))
            usleep(UInt32.random(in: 20_000...350_000))  // the random moment of the kill
            scene.kill()
            kills += 1
        }
        try scene.start([collector.address])

        #expect(try scene.isDelivered())

        let seen = collector.seen
        #expect(seen.lines == (try scene.agent.lines))
        #expect(seen.disorder == 0)
        #expect(kills >= 20)
        #expect(scene.stop().status == 0)
        print("relay test: \(kills) kills, \(seen.lines.count) lines once each, \(seen.duplicates) sent again")
    }
}
