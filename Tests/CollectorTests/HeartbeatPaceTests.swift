import Testing

@testable import Collector

@Suite struct HeartbeatPaceTests {
    @Test func `some come at once, then one a second, for each agent`() throws {
        let pace = HeartbeatPace()
        let agent = try #require(AgentName("node-7"))
        let other = try #require(AgentName("node-8"))
        let start = ContinuousClock.now

        #expect((0..<30).count { _ in pace.admits(agent, now: start) } == Int(HeartbeatPace.burst))
        #expect(pace.admits(other, now: start))
        #expect((0..<30).count { _ in pace.admits(agent, now: start + .seconds(3)) } == 3)
        #expect(!pace.admits(agent, now: start))
    }
}
