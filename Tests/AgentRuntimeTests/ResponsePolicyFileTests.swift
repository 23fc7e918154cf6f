import ConfigurationReading
import BehaviourModel
import Testing

@testable import AgentRuntime

@Suite struct ResponsePolicyFileTests {
    private func parse(_ text: String) -> (names: [String], problems: [String]) {
        let problems = ProblemList()
        guard let node = YAMLDocument.parse(Array(text.utf8), file: "p.yaml", into: problems) else {
            return ([], problems.problems.map { "\($0)" })
        }
        let rules = ResponsePolicyFile.parse(node, into: problems)
        return (rules.map(\.name), problems.problems.map { "\($0)" })
    }

    @Test func `reads entries in their order`() {
        let result = parse(
            """
            policies:
              - { name: a, tripwires: [upper-exec], action: freeze, lease: 5s }
              - { name: b, kinds: [anomaly], severity: critical, states: [complete], action: none }
            """)

        #expect(result.names == ["a", "b"])
        #expect(result.problems.isEmpty)
    }

    @Test(arguments: [
        ("policies:\n  - { name: a, action: explode }\n", "action"),
        ("policies:\n  - { action: freeze }\n", "name"),
        ("policies:\n  - { name: a, action: freeze }\n  - { name: a, action: none }\n", "name"),
        ("policies:\n  - { name: a, action: freeze, sevrity: high }\n", "sevrity"),
        ("policies:\n  - { name: a, kinds: [health], action: freeze }\n", "kinds"),
        ("policy: []\n", "policies"),
    ])
    func `names what is wrong`(text: String, key: String) {
        let result = parse(text)

        #expect(result.problems.contains { $0.contains(key) }, "\(result.problems)")
    }
}
