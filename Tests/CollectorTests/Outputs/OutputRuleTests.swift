import BehaviourModel
import Foundation
import Testing

@testable import Collector

@Suite struct NotificationBudgetTests {
    private static let second: Int64 = 1_000_000_000

    @Test func `a full bucket gives its size and then what time refills`() {
        var budget = NotificationBudget(size: 3, period: 60 * Self.second, now: 0)

        let burst = (0..<5).map { _ in budget.take(isCritical: false, now: 0) }
        let early = budget.take(isCritical: false, now: 19 * Self.second)
        let later = budget.take(isCritical: false, now: 20 * Self.second)
        let again = budget.take(isCritical: false, now: 20 * Self.second)

        #expect(burst == [true, true, true, false, false])
        #expect(!early && later && !again)
    }

    @Test func `a critical line overdraws the bucket by its size, no further`() {
        var budget = NotificationBudget(size: 2, period: 60 * Self.second, now: 0)

        let taken = (0..<6).map { _ in budget.take(isCritical: true, now: 0) }
        let ordinary = budget.take(isCritical: false, now: 60 * Self.second)

        #expect(taken == [true, true, true, true, false, false])
        #expect(!ordinary)
    }

    @Test func `over any time no more passes than the size twice and the refill`() {
        var generator = SystemRandomNumberGenerator()
        var budget = NotificationBudget(size: 5, period: 10 * Self.second, now: 0)
        var now: Int64 = 0
        var passed = 0

        for _ in 0..<20_000 {
            now += Int64.random(in: 0...50_000_000, using: &generator)
            if budget.take(isCritical: Bool.random(using: &generator), now: now) { passed += 1 }
        }

        #expect(Int64(passed) <= 10 + now * 5 / (10 * Self.second) + 1)
    }

    @Test(arguments: [(Int64.max, Int64.max, Int64.max), (0, 0, Int64.min), (1, 1, -1)])
    func `strange figures trap nothing`(size: Int64, period: Int64, now: Int64) {
        var budget = NotificationBudget(size: min(size, 1_000_000), period: period, milliTokens: .min, refilled: now)

        _ = budget.take(isCritical: true, now: 0)
        _ = budget.take(isCritical: true, now: .max)
        _ = budget.take(isCritical: true, now: .min)
    }
}

@Suite struct RetryScheduleTests {
    @Test(arguments: [
        (1, 500, 1_000), (2, 1_000, 2_000), (5, 8_000, 16_000), (9, 128_000, 256_000), (99, 150_000, 300_000),
    ])
    func `waits grow twofold up to a limit, with chance`(attempt: Int, least: Int64, most: Int64) {
        let schedule = RetrySchedule()

        #expect(schedule.delay(behind: attempt, chance: 0) == least * 1_000_000)
        #expect(schedule.delay(behind: attempt, chance: 1) == most * 1_000_000)
    }
}

@Suite struct OutputFilterTests {
    @Test(arguments: ["finding", "condition"])
    func `what the collector says about an agent is taken by either name`(member: String) {
        let alert = OutputSamples.alert(.health, .high) { $0.unknown[member] = ["agent": "node-7"] }
        let own = OutboundLine(position: 1, agent: "collector", received: 0, bytes: alert.line)
        let claimed = OutboundLine(position: 1, agent: "node-8", received: 0, bytes: alert.line)

        #expect(OutputFilter(agents: ["node-7"]).takes(own) && OutputFilter(agents: ["coll*"]).takes(own))
        #expect(!OutputFilter(agents: ["node-8"]).takes(own))
        #expect(!OutputFilter(agents: ["node-7"]).takes(claimed))
    }

    @Test(arguments: [
        (OutputFilter(), true), (OutputFilter(severity: .high), true), (OutputFilter(severity: .critical), false),
        (OutputFilter(kinds: ["tripwire"]), false), (OutputFilter(kinds: ["loss", "anomaly"]), true),
        (OutputFilter(workloads: ["shop/*"]), true), (OutputFilter(workloads: ["*/we"]), false),
        (OutputFilter(workloads: ["*b"], agents: ["node-*"]), true), (OutputFilter(agents: ["node-8"]), false),
    ])
    func `takes what it names`(filter: OutputFilter, isTaken: Bool) {
        #expect(filter.takes(OutputSamples.line(OutputSamples.shell.json)) == isTaken)
    }

    @Test func `what has no severity passes only where everything does`() {
        let tombstone = OutputSamples.line(["schema": "yagura.tombstone/1", "first": 1, "last": 2])

        #expect(OutputFilter().takes(tombstone))
        #expect(!OutputFilter(severity: .medium).takes(tombstone))
        #expect(!OutputFilter(kinds: ["anomaly"]).takes(tombstone))
        #expect(OutputFilter(kinds: ["record"]).takes(tombstone))
    }

    @Test(arguments: [
        ("", "", true), ("*", "", true), ("**", "x", true), ("a*c", "abc", true), ("a*c", "abd", false),
        ("*a*b", "xaxxb", true), ("a", "ab", false), ("ab", "a", false), ("*.example", "a.example", true),
    ])
    func `a star stands for any characters`(pattern: String, text: String, matches: Bool) {
        #expect(Pattern.matches(pattern, text) == matches)
    }

    @Test(.timeLimit(.minutes(1))) func `a pattern of stars does not blow up`() {
        let text = String(repeating: "a", count: 4_095)

        #expect(!Pattern.matches(String(repeating: "*a", count: 250) + "*b", text))
    }
}
