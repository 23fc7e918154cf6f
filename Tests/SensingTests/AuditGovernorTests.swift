import Testing

@testable import Sensing

@Suite struct AuditGovernorTests {
    private static let second: UInt64 = 1_000_000_000
    private static let minute: UInt64 = 60 * second

    /// Brings so many events each second for so many seconds; what is withheld at the end of each.
    private func run(
        _ governor: inout AuditGovernor, _ perSecond: UInt64, seconds: UInt64, from start: inout UInt64,
        events: inout UInt64
    ) -> [AuditRestraint] {
        var restraints: [AuditRestraint] = []
        for _ in 0..<seconds {
            start += Self.second
            // What is withheld does not come.
            if governor.restraint < .everything { events += perSecond }
            restraints.append(governor.look(events: events, at: start))
        }
        return restraints
    }

    @Test(arguments: [1, 50, 100_000] as [UInt64])
    func `what the rate allows is never withheld`(rate: UInt64) {
        var governor = AuditGovernor(rate: rate)
        var (now, events) = (Self.minute, UInt64(0))
        #expect(run(&governor, rate, seconds: 86_400, from: &now, events: &events).allSatisfy { $0 == .nothing })
    }

    @Test func `a burst of ten minutes' worth is taken, then connections are withheld, then everything`() {
        var governor = AuditGovernor(rate: 50)
        var (now, events) = (Self.minute, UInt64(0))
        #expect(governor.look(events: 0, at: now) == .nothing)
        #expect(governor.look(events: 29_999, at: now) == .nothing)
        #expect(governor.look(events: 30_001, at: now + 1) == .connections)
        events = 30_001
        // Half of the burst is there again, for what remains.
        let seen = run(&governor, 1_000, seconds: 60, from: &now, events: &events)
        #expect(seen.first == .connections && seen.last == .everything)
    }

    @Test func `it is given back step by step, and withheld for longer when it was too soon`() {
        var governor = AuditGovernor(rate: 50, firstPause: Self.minute)
        var (now, events) = (Self.minute, UInt64(0))
        _ = governor.look(events: 0, at: now)
        _ = governor.look(events: 31_000, at: now)
        events = 31_000
        #expect(run(&governor, 10, seconds: 59, from: &now, events: &events).allSatisfy { $0 == .connections })
        #expect(run(&governor, 10, seconds: 2, from: &now, events: &events).last == .nothing)

        // Too much at once again: now it takes two minutes.
        events += 30_000
        #expect(governor.look(events: events, at: now) == .connections)
        #expect(run(&governor, 10, seconds: 119, from: &now, events: &events).allSatisfy { $0 == .connections })
        #expect(run(&governor, 10, seconds: 2, from: &now, events: &events).last == .nothing)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `over a day no flood brings much more than the rate`(seed: UInt64) {
        let rate: UInt64 = 50
        var governor = AuditGovernor(rate: rate)
        var (now, events, state) = (Self.minute, UInt64(0), seed)
        for _ in 0..<1_440 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            _ = run(&governor, state >> 53, seconds: 60, from: &now, events: &events)
        }
        // The burst once, and half of it for each time that something was given back: an hour's pause lies between.
        #expect(events < rate * 86_400 + 60_000 + 24 * 2 * 30_000)
    }

    @Test func `without an auditd nothing is withheld, and nothing counts`() {
        var governor = AuditGovernor(rate: 1)
        #expect(governor.look(events: 0, at: 1) == .nothing)
        #expect(governor.look(events: 9_999, at: 2) == .connections)
        #expect(governor.rest(events: 99_999, at: 3) == .nothing)
        #expect(governor.look(events: 100_100, at: 4) == .nothing)
    }

    @Test(arguments: [0, 1, .max] as [UInt64], [0, .max] as [UInt64])
    func `any number and any clock is taken`(rate: UInt64, moment: UInt64) {
        var governor = AuditGovernor(rate: rate, firstPause: moment)
        for events in [0, .max, 1, .max] as [UInt64] {
            let restraint = governor.look(events: events, at: moment)
            #expect(rate > 0 || restraint == .nothing)
            _ = governor.look(events: events, at: .max - moment)
        }
    }
}
