import BehaviourModel
import Testing

@testable import Collector

@Suite struct OutputsSectionTests {
    private func read(_ yaml: String) -> Result<OutputsSection, String> {
        switch CollectorConfiguration.parse(Array(yaml.utf8)) {
        case .success(let configuration): .success(configuration.outputs)
        case .failure(let problems): .failure(problems.description)
        }
    }

    enum Result<Value, Problem> { case success(Value), failure(Problem) }

    private static let whole = """
        outputs:
          console: https://collector.example:8443/
          budget: { notifications: 5, per: 10m }
          give_up: 2h
          to:
            chat: { slack: { url_file: /etc/x/chat.url }, severity: high, workloads: ["shop/*"] }
            hook: { webhook: { url: "http://127.0.0.1:9/x", secret_file: /etc/x/key }, budgeted: false }
            pager: { alertmanager: { url: "https://am.example", ca: /etc/x/ca.pem, firing: 30m }, agents: [node-7] }
            siem: { syslog: { address: "tls://[::1]:6514", facility: 13, body: words } }
            old: { syslog: { address: "udp://siem:514" }, kinds: [tripwire, record] }
        """

    @Test func `every key is read`() throws {
        guard case .success(let section) = read(Self.whole) else {
            Issue.record("the section is refused")
            return
        }

        #expect(section.console == "https://collector.example:8443")
        #expect(section.notifications == 5 && section.per == .seconds(600) && section.giveUp == .seconds(7_200))
        let outputs = Dictionary(uniqueKeysWithValues: section.outputs.map { ($0.name, $0) })
        #expect(outputs["chat"]?.filter.severity == .high)
        #expect(outputs["chat"]?.filter.kinds.contains("response") == false)
        #expect(outputs["chat"]?.isBudgeted == true)
        #expect(outputs["hook"]?.isBudgeted == false)
        #expect(outputs["pager"]?.filter.agents == ["node-7"])
        #expect(outputs["siem"]?.isBudgeted == false)
        #expect(
            outputs["siem"]?.target
                == .syslog(SyslogTarget(transport: .tls, host: "::1", port: 6514, facility: 13, body: .words)))
        #expect(outputs["old"]?.filter.kinds == ["tripwire", "record"])
    }

    @Test func `what is in force, written as a file, reads the same`() throws {
        guard case .success(let configuration) = CollectorConfiguration.parse(Array(Self.whole.utf8)),
            case .success(let again) = CollectorConfiguration.parse(Array(configuration.effectiveYAML.utf8))
        else {
            Issue.record("the configuration is refused")
            return
        }

        #expect(again.outputs.json == configuration.outputs.json)
        #expect(Set(again.outputs.outputs) == Set(configuration.outputs.outputs))
    }

    @Test(arguments: [
        ("outputs: { to: { a: { slack: { url: \"https://hooks.example/secret\" } } } }", "outputs.to.a.slack.url"),
        ("outputs: { to: { a: { slack: {} } } }", "url_file"),
        ("outputs: { to: { a: { webhook: { url: \"https://u:p@x/\" } } } }", "without a user and password"),
        ("outputs: { to: { a: { webhook: { url: \"ftp://x/\" } } } }", "http or https"),
        ("outputs: { to: { a: { webhook: { url: \"http://x\", url_file: /x } } } }", "either url or url_file"),
        ("outputs: { to: { a: { syslog: { address: \"tcp://x\" } } } }", "tcp://HOST:PORT"),
        ("outputs: { to: { a: { syslog: {} } } }", "outputs.to.a.syslog.address"),
        ("outputs: { to: { a: { } } }", "exactly one of"),
        (
            "outputs: { to: { a: { webhook: { url: \"http://x\" }, syslog: { address: \"udp://x:1\" } } } }",
            "exactly one"
        ),
        ("outputs: { to: { \"a b\": { webhook: { url: \"http://x\" } } } }", "letters, digits"),
        ("outputs: { to: { a: { webhook: { url: \"http://x\" }, severity: grave } } }", "one of low"),
        ("outputs: { to: { a: { webhook: { url: \"http://x\", urll: 1 } } } }", "did you mean url"),
        ("outputs: { budget: { notifications: 0 } }", "outputs.budget.notifications"),
        ("outputs: { budgets: {} }", "did you mean budget"),
    ])
    func `each mistake is named`(yaml: String, words: String) {
        guard case .failure(let problems) = read(yaml) else {
            Issue.record("taken: \(yaml)")
            return
        }

        #expect(problems.contains(words))
        #expect(!problems.contains("hooks.example/secret") && !problems.contains("u:p@"))
    }
}
