import BehaviourModel
import Sensing
import Testing

@testable import AgentRuntime

@Suite struct SensorAlarmTests {
    private let second: UInt64 = 1_000_000_000

    private func audit(_ state: SensorFact.State) -> [SensorFact] {
        [
            SensorFact(name: .audit, state: state, detail: "words", remedy: nil, events: 0),
            SensorFact(name: .procfs, state: .working, detail: "", remedy: nil, events: 0),
        ]
    }

    @Test func `a sensor that fails is told once, and that it works again`() {
        var alarm = SensorAlarm()
        var told: [String] = []
        for half in 0..<UInt64(60) {
            let isBroken = (10..<40).contains(half)
            let words = alarm.look(
                audit(isBroken ? .failed : .working), coverage: isBroken ? .lineage : .sensed, now: half * second / 2)
            told += words.map { "\(half) \($0.severity.rawValue) \($0.text)" }
        }

        #expect(told == ["14 high sensor audit does not work: words", "40 low sensor audit works again: words"])
    }

    @Test func `one that is refused at the start is told at once, one that is off never`() {
        var refused = SensorAlarm()
        var off = SensorAlarm()

        #expect(refused.look(audit(.refused), coverage: .lineage, now: 0).count == 1)
        #expect(refused.look(audit(.refused), coverage: .lineage, now: second).isEmpty)
        #expect(off.look(audit(.off), coverage: .lineage, now: 0).isEmpty)
    }

    @Test func `a moment's failure is no news, and one that comes and goes is told once an hour`() {
        var alarm = SensorAlarm()
        var told = 0
        for step in 0..<UInt64(7_200 * 2) {
            let isBroken = step % 60 >= 30
            told += alarm.look(audit(isBroken ? .failed : .limited), coverage: .sensed, now: step * second / 2)
                .count { $0.severity == .high }
        }
        var calm = SensorAlarm()
        let blink = calm.look(audit(.failed), coverage: .sensed, now: 0)
        let after = calm.look(audit(.working), coverage: .sensed, now: second)

        #expect(told == 2)
        #expect(blink.isEmpty && after.isEmpty)
    }

    @Test func `families that go without a sensor that fails are told`() {
        var alarm = SensorAlarm()
        _ = alarm.look(audit(.working), coverage: .sensed, now: 0)

        let words = alarm.look(audit(.working), coverage: [.lineage, .connections], now: second)
        #expect(words.map(\.text) == ["not seen any more, and not learned: files: audit by words"])
        #expect(alarm.look(audit(.working), coverage: [.lineage, .connections], now: 2 * second).isEmpty)
        #expect(alarm.look(audit(.working), coverage: .sensed, now: 3 * second).isEmpty)
    }
}
