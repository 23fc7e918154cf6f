import BehaviourModel
@testable import Detection
import Testing

/// More incidents in an hour than anybody reads become one; what comes days later must not vanish in it.
struct StormTests {
    private static let day = 1_440.0

    /// A workload that was watched for a week, with a budget that lets a storm arise.
    private func watched() -> Stage {
        var stage = Stage { $0.budget = IncidentBudget(incidents: 100, periodMilliseconds: 7 * 86_400_000) }
        for key in 1...9 { stage.start(UInt32(key), at: 0) }
        for hour in 0..<168 {
            stage.exec(1, "/web@image", "/habit@image", at: Double(hour) * 60 + 1)
        }
        stage.advance(to: 7 * Self.day)
        return stage
    }

    @Test func `a storm that is over takes nothing in any more`() throws {
        var stage = watched()
        for key in 1...8 {
            stage.exec(UInt32(key), "/web@image", "/new\(key)@image", at: 7 * Self.day + Double(key))
        }
        let first = stage.take()
        try #require(first.contains { $0.kind == .behaviourChanged }, "a storm has begun")

        stage.advance(to: 11 * Self.day)
        #expect(stage.take().contains { $0.kind == .behaviourChanged && $0.isUpdate }, "and is over")
        // The eighth is in the storm's quarantine: touching it in another container must not begin it anew.
        stage.exec(9, "/web@image", "/new8@image", at: 11 * Self.day + 10)
        stage.exec(2, "/web@image", "/later@image", at: 11 * Self.day + 20)

        let later = stage.take()
        #expect(later.contains { $0.kind == .anomaly && !$0.isUpdate }, "what is new is told")
    }
}

struct ClockBehindTests {
    @Test(arguments: [1, 7, 1_000])
    func `a boot whose wall clock lies behind goes on from where the last one was`(scale: Int64) {
        let stored = Moment(milliseconds: 1_790_000_000_123 * scale)
        var clock = DetectorClock(scale: scale, now: stored, anchor: nil)
        let boot = Instant(bootNanoseconds: 5_000_000_000, wallNanoseconds: 1_000_000_000_000_000_000)
        clock.anchorIfNeeded(at: boot)
        let first = clock.moment(of: boot)
        #expect(first >= stored && first.since(stored) <= scale)
        var later = boot
        later.bootNanoseconds += 60_000_000_000
        #expect(clock.moment(of: later).since(first) == 60_000 * scale)
    }
}
