import Glibc
import TestSupport
import Testing

/// A collector that is away for long, and ways out of the house.
@Suite(.serialized, .enabled(if: relayNeeds == nil, "\(relayNeeds ?? "")"))
struct OutageTests {
    /// An hour with pauses of at most a minute, a hundred and twenty times as fast.
    private static let awaySeconds = 30.0
    private static let longestPause = 500

    @Test func `a collector that was away for an hour gets everything in order, soon after it is back`() throws {
        let scene = try RelayScene()
        try scene.agent.append(100)
        try scene.agent.open()
        let before = try scene.collector()
        try scene.start([before.address], pause: Self.longestPause)
        #expect(try scene.isDelivered())
        before.close()

        let end = monotonicSeconds() + Self.awaySeconds
        while monotonicSeconds() < end {
            try scene.agent.append(50)
            usleep(300_000)  // lines come while nobody takes them
        }
        let held = scene.metrics
        let after = try scene.collector(port: before.port)
        defer { after.close() }
        let back = monotonicSeconds()
        #expect(try scene.isDelivered())
        let seconds = monotonicSeconds() - back

        #expect(held.contains("yagura_relay_batches_held 2\n"))
        #expect(before.seen.lines + after.seen.lines == (try scene.agent.lines))
        #expect(after.seen.disorder == 0)
        #expect(scene.stop().status == 0)
        print("relay test: away for \(Self.awaySeconds) s, caught up \(after.seen.lines.count) lines in \(seconds) s")
    }

    @Test func `a stop while nobody answers is quick, and loses nothing`() throws {
        let scene = try RelayScene()
        try scene.agent.append(10)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        collector.always(.status(503, retryAfter: "600"))
        try scene.start([collector.address])
        #expect(eventually(within: 10) { collector.seen.requests > 0 })

        let (status, log) = scene.stop()

        #expect(status == 0)
        #expect(log.contains("events=0 dropped=0"))
        #expect(try scene.agent.delivery.acknowledged == nil)
    }

    @Test func `check says what is wrong, and what is well`() throws {
        let scene = try RelayScene()
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        try scene.start([collector.address, "https://127.0.0.1:1"])
        scene.kill()

        let result = try Command.run([relayProgram, "check", "--config", "\(scene.scratch.path)/relay.yaml"])

        #expect(result.status == 9)
        // Each answer is told once, on standard output; what stands here is that this certificate ends in two days.
        #expect(!result.errors.contains("collector"))
        #expect(result.output.contains("ok       certificate: for agent node-7, valid until"))
        #expect(result.output.contains("ok       agent: node-7, ok, heartbeats unsigned"))
        #expect(result.output.contains("ok       collector \(collector.address): answers"))
        #expect(result.output.contains("problem  collector https://127.0.0.1:1: no answer"))
    }
}
