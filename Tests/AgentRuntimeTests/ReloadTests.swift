import BehaviourModel
import Testing

@testable import AgentRuntime

@Suite struct ReloadTests {
    @Test(
        arguments: [
            ("mode: alert", []),
            ("workloads: { host/web: { mode: observe } }", []),
            ("workloads: { host/web: { budget: { incidents: 5 } } }", ["budgets of single workloads"]),
            ("budget: { incidents: 5 }", ["budget"]),
            ("audit: { beside_auditd: off }", ["audit"]),
        ] as [(String, [String])])
    func `a reload names what only a restart changes`(text: String, expected: [String]) throws {
        let new = try AgentConfiguration.parse(Array(text.utf8)).get()

        #expect(new.needsRestart(from: AgentConfiguration()) == expected)
    }
}
