import Collector
import Testing

@Suite struct SilenceLookTests {
    private let start = SuspendingClock.now

    /// Looks every second with this last heartbeat; the second of the first silence.
    private func silentAt(_ look: inout SilenceLook, _ seconds: ClosedRange<Int>, heartbeat: Int64?) -> Int? {
        seconds.first { second in
            !look.silent(
                [WatchedAgent(agent: "node-7", heartbeat: heartbeat, isRevoked: false)], at: start + .seconds(second)
            ).isEmpty
        }
    }

    @Test func `an agent is silent when its heartbeat was the last for the time`() {
        var look = SilenceLook(silence: .seconds(10))

        #expect(silentAt(&look, 0...100, heartbeat: 5) == 10)
        #expect(silentAt(&look, 11...12, heartbeat: 6) == nil)
        #expect(silentAt(&look, 13...100, heartbeat: 6) == 21)
    }

    @Test func `the moment of the heartbeat is a name only: no clock that is set matters`() {
        for heartbeat in [Int64.min, 0, Int64.max] {
            var look = SilenceLook(silence: .seconds(10))
            #expect(silentAt(&look, 0...100, heartbeat: heartbeat) == 10)
        }
    }

    @Test func `an agent that was never heard is not silent, nor one that was revoked`() {
        var look = SilenceLook(silence: .seconds(10))
        #expect(silentAt(&look, 0...100, heartbeat: nil) == nil)

        let revoked = [WatchedAgent(agent: "node-7", heartbeat: 5, isRevoked: true)]
        #expect(look.silent(revoked, at: start + .seconds(200)).isEmpty)
        #expect(look.silent(revoked, at: start + .seconds(300)).isEmpty)
    }

    @Test func `a collector that stood still calls nobody silent for that`() {
        var look = SilenceLook(silence: .seconds(10))
        #expect(silentAt(&look, 0...4, heartbeat: 5) == nil)

        #expect(silentAt(&look, 3_600...3_600, heartbeat: 5) == nil)
        #expect(silentAt(&look, 3_601...3_700, heartbeat: 5) == 3_601)
    }

    @Test func `an agent whose heartbeats cannot be stored is not silent`() {
        var look = SilenceLook(silence: .seconds(10))
        let agents = [
            WatchedAgent(agent: "node-7", heartbeat: 5, isRevoked: false),
            WatchedAgent(agent: "node-8", heartbeat: 5, isRevoked: false),
        ]
        var silent: [AgentCondition] = []
        for second in 0...30 {
            silent = look.silent(
                agents, heard: second.isMultiple(of: 5) ? ["node-7"] : [], at: start + .seconds(second))
        }

        #expect(silent == [AgentCondition(.silent, agent: "node-8", since: 5)])
    }
}
