import ConfigurationReading
import AgentRuntime
import BehaviourModel
import Testing

@Suite struct ConfigurationTests {
    private func parse(_ text: String) -> Result<AgentConfiguration, ConfigurationProblems> {
        AgentConfiguration.parse(Array(text.utf8))
    }

    private func problems(_ text: String) -> [String] {
        switch parse(text) {
        case .success: []
        case .failure(let problems): problems.problems.map(\.description)
        }
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "time:\nlearning: ~\n", "{}"])
    func `an empty file is valid and means the defaults`(text: String) throws {
        #expect(try parse(text).get() == AgentConfiguration())
    }

    @Test func `every key of every section is read`() throws {
        let configuration = try parse(
            """
            mode: enforce
            sensors: [procfs, audit]
            time: { scale: 1000 }
            learning: { window: 1m, support: 5, minimum_windows: 10, minimum_watched: 48h, calendar: false }
            budget: { incidents: 2, period: 14d }
            workloads:
              host/web: { mode: observe, budget: { incidents: 9 } }
              shop/a/b: { mode: rehearse }
            runtimes:
              docker: [{ root: /a, exec_root: /b/ }]
              runc: [{ root: /c }, { root: /d }]
              containerd: []
            limits: { memory: 256MiB, cpu: 20% }
            response: { lease: 5s, max_containers: 3, per: 1m, protected: [host/db, /system.slice], policy: /p }
            audit: { beside_auditd: off, beside_auditd_rate: 7, backlog: 8192 }
            store: { directory: /s, limit: 1GiB }
            redact: [session]
            sockets: { control: /run/a, stream: "/run/b" }
            """
        ).get()

        #expect(configuration.host.mode == .enforce)
        #expect(configuration.host.sensors == [.procfs, .audit])
        #expect(configuration.time.scale == 1_000)
        #expect(configuration.learning.window == .seconds(60))
        #expect(configuration.learning.support == 5)
        #expect(configuration.learning.minimumWindows == 10)
        #expect(configuration.learning.minimumWatched == .seconds(172_800))
        #expect(!configuration.learning.wantsCalendar)
        #expect(configuration.budget.incidents == 2)
        #expect(configuration.budget.period == .seconds(14 * 86_400))
        let web = configuration.workloads.exceptions[WorkloadIdentity(scope: "host", name: "web")]
        #expect(web?.mode == .observe)
        #expect(web?.budget?.incidents == 9)
        #expect(web?.budget?.period == configuration.budget.period, "what is not said comes from the host")
        let other = configuration.workloads.exceptions[WorkloadIdentity(scope: "shop", name: "a/b")]
        #expect(other?.mode == .rehearse)
        #expect(other?.budget == nil)
        #expect(configuration.runtimes.docker.map(\.root) == ["/a"])
        #expect(configuration.runtimes.docker.map(\.execRoot) == ["/b"])
        #expect(configuration.runtimes.runc == ["/c", "/d"])
        #expect(configuration.runtimes.containerd == [])
        #expect(configuration.limits == AgentConfiguration().limits)
        #expect(configuration.response.lease == .seconds(5))
        #expect(configuration.response.maximumContainers == 3)
        #expect(configuration.response.per == .seconds(60))
        #expect(configuration.response.protected == ["host/db", "/system.slice"])
        #expect(configuration.response.policy == "/p")
        #expect(configuration.audit.besideAuditd == .off)
        #expect(configuration.audit.besideAuditdRate == 7)
        #expect(configuration.audit.backlog == 8_192)
        #expect(configuration.store.directory == "/s")
        #expect(configuration.store.limit == ByteCount(bytes: 1 << 30))
        #expect(configuration.redact.names == ["session"])
        #expect(configuration.sockets.control == "/run/a")
        #expect(configuration.sockets.stream == "/run/b")
    }

    @Test(arguments: [
        ("mode: loud", "agent.yaml:1:7: mode: expected one of observe, alert, rehearse, enforce, found \"loud\""),
        ("mode: [alert]", "agent.yaml:1:7: mode: expected one of observe, alert, rehearse, enforce, found a list"),
        ("\nmod: alert", "agent.yaml:2:1: mod: expected a known key; did you mean mode?, found an unknown key"),
        (
            "learning: { window: 60 }",
            "agent.yaml:1:21: learning.window: expected 60s: the rules of the model are measured with this one alone, found \"60\""
        ),
        (
            "learning: { minimum_watched: 5400s }",
            "agent.yaml:1:30: learning.minimum_watched: expected whole hours, such as 24h, found 90m"
        ),
        (
            "learning: { suport: 3 }",
            "agent.yaml:1:13: learning.suport: expected a known key; did you mean support?, found an unknown key"
        ),
        (
            "learning: { support: \"3\" }",
            "agent.yaml:1:22: learning.support: expected a whole number from 1 to 100, found \"3\""
        ),
        (
            "learning: { support: 256 }",
            "agent.yaml:1:22: learning.support: expected a whole number from 1 to 100, found \"256\""
        ),
        ("learning: { calendar: yes }", "agent.yaml:1:23: learning.calendar: expected true or false, found \"yes\""),
        ("learning: 3", "agent.yaml:1:11: learning: expected keys and values, found \"3\""),
        ("time:\n  scale: 0", "agent.yaml:2:10: time.scale: expected a whole number from 1 to 1000, found \"0\""),
        ("sensors: []", "agent.yaml:1:10: sensors: expected at least one sensor, or auto, found an empty list"),
        ("sensors: [bpf]", "agent.yaml:1:11: sensors[0]: expected one of audit, procfs, found \"bpf\""),
        ("sensors: [audit, audit]", "agent.yaml:1:18: sensors[1]: expected each sensor once, found audit"),
        (
            "response: { lease: 20 }",
            "agent.yaml:1:20: response.lease: expected a duration such as 30s, from 1s to 1d, found \"20\""
        ),
        (
            "limits: { cpu: 20 }",
            "agent.yaml:1:16: limits.cpu: expected a share of one processor such as 20%, from 1% to 6400%, found \"20\""
        ),
        (
            "limits: { memory: 1KiB }",
            "agent.yaml:1:19: limits.memory: expected a size such as 64MiB, from 32MiB to 64GiB, found \"1KiB\""
        ),
        (
            "limits: { cpu: 150% }",
            "agent.yaml:1:16: limits.cpu: expected 20%, for nobody enforces another yet (CPUQuota= of the unit does), found 150%"
        ),
        (
            "limits: { memory: 128MiB }",
            "agent.yaml:1:19: limits.memory: expected 256MiB, for nobody enforces another yet (MemoryMax= of the unit does), found 128MiB"
        ),
        (
            "store: { directory: var }",
            "agent.yaml:1:21: store.directory: expected an absolute path without . and .., found \"var\""
        ),
        (
            "store: { directory: /a/../b }",
            "agent.yaml:1:21: store.directory: expected an absolute path without . and .., found \"/a/../b\""
        ),
        (
            "sockets: { control: /a, stream: /a }",
            "agent.yaml:1:33: sockets.stream: expected another path than sockets.control, found \"/a\""
        ),
        (
            "workloads: { web: {} }",
            "agent.yaml:1:14: workloads.web: expected a workload as scope/name, such as host/web, found \"web\""
        ),
        (
            "workloads: { a/b: { mod: x } }",
            "agent.yaml:1:21: workloads.a/b.mod: expected a known key; did you mean mode?, found an unknown key"
        ),
        (
            "runtimes: { runc: [{}] }",
            "agent.yaml:1:20: runtimes.runc[0].root: expected an absolute path without . and .."
        ),
        (
            "mode: alert\nmode: observe",
            "agent.yaml:2:1: mode: expected each key once; it stands in line 1 already, found \"observe\""
        ),
        (
            "zzzzzzzzzz: 1",
            "agent.yaml:1:1: zzzzzzzzzz: expected one of the keys mode, sensors, time, learning, budget, workloads, runtimes, limits, "
                + "response, audit, store, redact, sockets, stream, found an unknown key"
        ),
        ("- a", "agent.yaml:1:1: expected keys and values, found a list"),
        (
            "redact: [ab]",
            "agent.yaml:1:10: redact[0]: expected a part of a name such as session_key, of 3 to 200 bytes, found \"ab\""
        ),
    ])
    func `each mistake is said with place, key, value and expectation`(text: String, expected: String) {
        #expect(problems(text) == [expected])
    }

    @Test func `all mistakes are said together, in the order of the file`() {
        let found = problems("sockts: {}\nmode: x\nlearning: { window: 1, support: 0 }\nstore: { limit: big }")

        #expect(found.count == 5)
        #expect(found.map { $0.prefix(13) } == found.map { $0.prefix(13) }.sorted())
    }

    @Test func `what is dumped is read back as the same, and has the same fingerprint`() throws {
        let configuration = try parse(
            """
            sensors: [audit]
            workloads: { "host/a: b": { mode: observe }, "host/\\u2028\\n'\\"": { budget: { incidents: 3 } } }
            response: { protected: ["*", "true", "0x1", "~", "#no", "- x", "ünïcode 🏯"] }
            """
        ).get()

        let again = try parse(configuration.effectiveYAML).get()
        let defaults = try parse(AgentConfiguration().effectiveYAML).get()

        #expect(again == configuration)
        #expect(again.fingerprint == configuration.fingerprint)
        #expect(again.fingerprint != AgentConfiguration().fingerprint)
        #expect(defaults == AgentConfiguration())
        // JSON is YAML: the other dump can be read as well.
        #expect(try parse(CanonicalJSON.string(AgentConfiguration().effective)).get() == AgentConfiguration())
    }
}
