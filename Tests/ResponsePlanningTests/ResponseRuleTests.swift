import BehaviourModel
import ResponsePlanning
import Testing

@Suite struct ResponseRuleTests {
    @Test(arguments: [
        ("*", "host/web", true), ("host/*", "host/web", true), ("host/web", "host/web", true),
        ("host/web", "host/web2", false), ("*/we*b", "shop/weeeb", true), ("a*b*c", "abbbbbc", true),
        ("a*b*c", "abbbbb", false), ("", "", true), ("", "x", false), ("**", "anything", true),
        ("host/we?", "host/web", false),  // only * is special
        ("h*", "H", false),
        ("*caf\u{e9}", "x/cafe\u{301}", false),  // equivalent texts are different names
    ])
    func `a pattern fits a name`(pattern: String, name: String, fits: Bool) {
        #expect(WorkloadPattern(pattern).matches(name) == fits)
    }

    @Test func `a hostile name costs no more than its length times the pattern's`() {
        let pattern = WorkloadPattern(String(repeating: "a*", count: 60) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4095)))
    }

    @Test func `a pattern that fits nothing keeps the rule out`() {
        var rule = ResponseRule(name: "r", verdict: .freeze)
        #expect(rule.fits(request()))
        rule.workloads = [WorkloadPattern("shop/*"), WorkloadPattern("host/db")]
        #expect(!rule.fits(request()))
        rule.workloads.append(WorkloadPattern("host/w*"))
        #expect(rule.fits(request()))
    }

    @Test func `severity means at least`() {
        var rule = ResponseRule(name: "r", verdict: .freeze)
        rule.severityAtLeast = .high
        #expect(Severity.allCases.map { rule.fits(request(severity: $0)) } == [false, false, true, true])
    }

    @Test func `kinds, tripwires and learning states are asked for`() {
        var rule = ResponseRule(name: "r", verdict: .freeze)
        rule.kinds = [.anomaly]
        #expect(!rule.fits(request()))
        #expect(rule.fits(request(kind: .anomaly, tripwire: nil)))
        rule.learningStates = [.complete]
        #expect(!rule.fits(request(kind: .anomaly, learning: .provisional)))
        #expect(!rule.fits(request(kind: .anomaly, learning: nil)))
        rule.tripwires = [WorkloadPattern("upper-exec")]
        #expect(!rule.fits(request(kind: .anomaly, tripwire: nil)))
    }

    @Test func `the first rule that fits decides`() {
        var quiet = ResponseRule(name: "leave-web", verdict: .none)
        quiet.workloads = [WorkloadPattern("host/web")]
        var planner = planner(ResponsePolicy(rules: [quiet] + freezeAll.rules))

        #expect(planner.decide(request(), now: 1).silence == .ruleSaysNone("leave-web"))
        #expect(planner.decide(request(container("x", workload: "db")), now: 1).plan?.owner == .policy("all"))
    }
}
