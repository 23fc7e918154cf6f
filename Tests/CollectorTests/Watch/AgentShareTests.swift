import Collector
import Testing

@Suite struct AgentShareTests {
    private static let daily: Int64 = 86_400_000
    /// What flows back in a second, with that limit.
    private static let second = 1_000

    private let start = ContinuousClock.now
    private let agent: AgentName
    private let share = AgentShare(limits: .init(daily: daily, epochs: 4))

    init() throws { agent = try #require(AgentName("node-7")) }

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func fill(_ share: AgentShare, seconds: Int = 86_400, at moment: Int = 0) {
        share.take(agent, lines: 0, bytes: seconds * Self.second, findings: 0, now: after(moment))
    }

    @Test func `there is room until the share of a day is used, and again when some of it has flowed back`() throws {
        #expect(share.wait(agent, now: start) == nil)
        fill(share)

        #expect(share.wait(agent, now: start) == 1)
        #expect(share.wait(agent, now: after(2)) == nil)
    }

    @Test func `who is far over waits for as long as it takes, an hour at a time`() {
        fill(share, seconds: 86_400 + 90)
        #expect(share.wait(agent, now: start) == 90)

        fill(share, seconds: 86_400)
        #expect(share.wait(agent, now: start) == 3_600)
        #expect(share.wait(agent, now: after(86_400 + 91)) == nil)
    }

    @Test func `lines cost more than their bytes, findings too`() {
        let lines = Int(Self.daily) / (AgentShare.lineBytes + AgentShare.findingBytes) + 1
        share.take(agent, lines: lines, bytes: 0, findings: lines, now: start)

        #expect(share.wait(agent, now: start) != nil)
    }

    @Test func `a spell begins with the first refusal, and ends when a twentieth is free`() {
        fill(share)
        #expect(share.over(now: start) == [])
        _ = share.wait(agent, now: start)

        #expect(share.over(now: start) == ["node-7"])
        #expect(share.over(now: after(4_000)) == ["node-7"])
        #expect(share.over(now: after(4_400)) == [])
    }

    @Test func `each agent has its own`() throws {
        let other = try #require(AgentName("node-8"))
        fill(share)

        #expect(share.wait(other, now: start) == nil)
    }

    @Test func `new epochs are counted by the hour, known ones are not`() {
        for number in 1...4 {
            #expect(share.waitForEpoch("e\(number)", of: agent, isStored: false, now: start) == nil)
        }

        #expect(share.waitForEpoch("e5", of: agent, isStored: false, now: start) == 900)
        #expect(!share.isKnown("e5", of: agent))
        #expect(share.waitForEpoch("e1", of: agent, isStored: false, now: start) == nil)
        #expect(share.waitForEpoch("old", of: agent, isStored: true, now: start) == nil)
        #expect(share.waitForEpoch("e5", of: agent, isStored: false, now: after(901)) == nil)
        #expect(share.isKnown("e5", of: agent))
    }

    @Test func `what is written down holds after a restart, less what has flowed back`() {
        fill(share)
        let written = share.changes(now: start, time: 1_000_000_000)
        #expect(written == [StoredShare(agent: "node-7", used: Self.daily, at: 1_000_000_000)])
        #expect(share.changes(now: start, time: 1_000_000_000).isEmpty)

        for (seconds, wait) in [(0, 1), (1, nil), (-1_000_000, 1)] {
            let next = AgentShare(limits: .init(daily: Self.daily, epochs: 4))
            next.restore(written, over: [], now: start, time: 1_000_000_000 + Int64(seconds) * 1_000_000_000)
            #expect(next.wait(agent, now: start) == wait)
        }
    }

    @Test func `what came before the restore is added to it`() {
        fill(share, seconds: 40_000)
        share.restore([StoredShare(agent: "node-7", used: 50_000_000, at: 0)], over: [], now: start, time: 0)

        #expect(share.wait(agent, now: start) == 3_600)
    }

    @Test(arguments: [Int64.min, -1, 0, Int64.max])
    func `a damaged row stops nobody for longer than a day or so`(figure: Int64) {
        share.restore(
            [StoredShare(agent: "node-7", used: figure, at: figure)], over: ["node-7"], now: start, time: 0)
        _ = share.changes(now: start, time: figure)

        #expect(share.wait(agent, now: after(86_401)) == nil)
    }

    @Test func `a spell goes on after a restart, and ends once`() {
        share.restore(
            [StoredShare(agent: "node-7", used: Self.daily, at: 0)], over: ["node-7"], now: start, time: 0)

        #expect(share.over(now: start) == ["node-7"])
        #expect(share.over(now: after(5_000)) == [])
    }

    @Test func `what could not be written down is handed out again`() {
        fill(share, seconds: 10)
        let changes = share.changes(now: start, time: 0)
        share.notWritten(changes)

        #expect(share.changes(now: start, time: 0) == changes)
    }
}
