import Testing

@testable import AgentRuntime

@Suite struct GuardAlarmTests {
    private let minute: UInt64 = 60_000_000_000

    @Test func `a broken dead man's switch is told once, and that it works again`() {
        var alarm = GuardAlarm()

        #expect(alarm.look(nil, failures: 0, now: 0) == .nothing)
        #expect(alarm.look("gone", failures: 2, now: 1) == .nothing)
        #expect(alarm.look("gone", failures: 3, now: 2) == .broken("gone"))
        #expect(alarm.look("gone", failures: 4, now: 3) == .nothing)
        #expect(alarm.look(nil, failures: 0, now: 4) == .works)
        #expect(alarm.look(nil, failures: 0, now: 5) == .nothing)
    }

    @Test func `one that comes and goes is told once an hour`() {
        var alarm = GuardAlarm()
        var told = 0

        for step in 0..<UInt64(120) {
            if alarm.look("gone", failures: 3, now: step * minute) == .broken("gone") { told += 1 }
            _ = alarm.look(nil, failures: 0, now: step * minute + 1)
        }

        #expect(told == 2)
    }
}
