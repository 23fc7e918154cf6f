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
        var paused = 0
        for _ in 0..<1_000 {
            now += 100_000
            if pace.pause(after: 1, at: now) == ReadingPace.pause { paused += 1 }
        }
        // Ten records a millisecond, two leak: the bucket is full after 32 ms.
        #expect(paused > 600)
        now += (ReadingPace.highestLevel / ReadingPace.leak + 1) * Self.millisecond
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
