import Testing

@testable import AgentRuntime

struct ReadingPaceTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test func `acts on a quiet host are read at once`() {
        var pace = ReadingPace()
        // An act every 20 ms, read record by record.
        for act in 1...200 {
            for record in 0..<25 {
                let now = UInt64(act) * 20 * Self.millisecond + UInt64(record) * 40_000
                #expect(pace.pause(after: 1, at: now) == .zero)
            }
        }
    }

    @Test func `what comes without end is gathered, and the quiet after it is noticed`() {
        var pace = ReadingPace()
        var now: UInt64 = 1_000 * Self.millisecond
        var pauses: [Duration: Int] = [:]
        for _ in 0..<1_000 {
            now += 200_000
            pauses[pace.pause(after: 1, at: now), default: 0] += 1
        }
        // Five records a millisecond, two leak: a lot after 86 ms, a flood never.
        #expect(pauses[ReadingPace.pause, default: 0] > 500)
        #expect(pauses[ReadingPace.longPause] == nil)
        now += 600 * Self.millisecond
        #expect(pace.pause(after: 1, at: now) == .zero)
    }

    @Test func `a flood is gathered for longer, until it ends`() {
        var pace = ReadingPace()
        var now: UInt64 = 1_000 * Self.millisecond
        var last = Duration.zero
        // Twenty records a millisecond, read as often as the pace says.
        for _ in 0..<200 {
            let pause = max(last, .milliseconds(1))
            let milliseconds = UInt64(pause / .milliseconds(1))
            now += milliseconds * Self.millisecond
            last = pace.pause(after: Int(milliseconds) * 20, at: now)
        }
        #expect(last == ReadingPace.longPause)
        #expect(pace.pause(after: 320, at: now, looksAtLiving: true) == ReadingPace.pause)
        now += 300 * Self.millisecond
        #expect(pace.pause(after: 1, at: now) == ReadingPace.pause, "the flood has ended, the host is still busy")
        now += 300 * Self.millisecond
        #expect(pace.pause(after: 1, at: now) == .zero)
    }

    @Test func `fractions of a millisecond are not lost to the leak`() {
        var pace = ReadingPace()
        var now: UInt64 = Self.millisecond
        // One record each 0.6 ms is below the leak: never busy, however long.
        for _ in 0..<10_000 {
            now += 600_000
            #expect(pace.pause(after: 1, at: now) == .zero)
        }
    }

    @Test(arguments: [Int.min, -1, 0, Int.max])
    func `any count is taken`(records: Int) {
        var pace = ReadingPace()
        _ = pace.pause(after: records, at: .max)
        _ = pace.pause(after: records, at: 0)
    }
}
