import BehaviourModel
import Testing
import WireProtocol

@testable import CommandLineInterface

/// What people see, against an agent that answers over a real socket.
@Suite struct CommandOutputTests {
    @Test func `status says what works and what was lost`() throws {
        let outcome = try run(["status"], [.item(Sample.status), .done])

        #expect(outcome.status == .done)
        #expect(outcome.requests == [.status])
        #expect(
            outcome.output == """
                agent          node-7, version 0.1.0, pid 42
                state          ready since 2026-03-01T09:30:00Z
                mode           enforce; time is compressed: 1 s counts as 1000 s
                sensor         audit working, 12 observations; unicast
                containers     2, 1 frozen
                workloads      2
                events         120, 3 dropped
                lost           audit_backlog 3
                alerts         4 stored, 3 anomalies raised, 1 held back
                memory         26.0 MiB, store 512 B
                configuration  3f3f3f3f3f3f

                """)
    }

    @Test func `containers are a table aligned by its content`() throws {
        let outcome = try run(["containers"], [.item(Sample.container()), .item(Sample.container(name: "a")), .done])

        #expect(
            outcome.output == """
                ID            NAME  WORKLOAD  RUNTIME  STATE    MODE   PROCESSES  EVENTS  LOST  VISIBLE  STARTED
                4f2a4f2a4f2a  web   host/web  runc     running  alert          3      55     0  partly   2026-03-01T09:30:00Z
                4f2a4f2a4f2a  a     host/web  runc     running  alert          3      55     0  partly   2026-03-01T09:30:00Z

                """)
    }

    @Test func `why containers are seen in part is said once for all of them`() throws {
        var older = Sample.container()
        older.visibilityReason = "older than audit; restart it"
        var other = Sample.container(name: "a")
        other.visibilityReason = older.visibilityReason

        let outcome = try run(["containers"], [.item(older), .item(other), .done])

        #expect(outcome.messages == "partly: older than audit; restart it\n")
    }

    @Test func `a family that no container shows any more is marked`() throws {
        var workload = Sample.workload
        workload.families[0].visibilityReason = "each of its containers is older than audit"

        let outcome = try run(["workloads"], [.item(workload), .done])

        #expect(outcome.output.contains("provisional, unseen"))
    }

    @Test func `workloads have a row for each family`() throws {
        let outcome = try run(["workloads"], [.item(Sample.workload), .done])

        #expect(
            outcome.output == """
                WORKLOAD  MODE   CONTAINERS  FAMILY   STATE        WATCHED  KNOWN  UNSEEN  EXPECTED  AT MOST  INCIDENTS
                host/web  alert           2  lineage  provisional    12960     38  0.28 %       0.8      2.9          1

                """)
    }

    @Test func `learning says in words how complete it is`() throws {
        let outcome = try run(["learning", "show", "web"], [.item(Sample.learning), .done])

        #expect(outcome.requests == [.learning(LearningArguments(action: .show, workload: "web"))])
        #expect(outcome.lines.first == "host/web: provisional, watched for 1d 2h, 1 s counts as 1000 s")
        #expect(outcome.lines.contains("lineage: \(Sample.family.words)"))
        #expect(outcome.lines.last == "and 37 more")
    }

    @Test func `alerts name the tripwire, the heaviest item and the id`() throws {
        let outcome = try run(["alerts"], [.item(Sample.alert().json), .done])

        #expect(outcome.lines.count == 2)
        #expect(outcome.output.contains("critical  tripwire  host/web"))
        #expect(outcome.output.contains("tripwire upper-exec: /tmp/x@upper by /usr/sbin/nginx@image  a-1"))
    }

    @Test func `what was held back says why`() throws {
        let outcome = try run(["alerts", "--held", "--workload", "web"], [.item(Sample.held), .done])

        #expect(outcome.requests == [.alerts(AlertFilter(workload: "web", isHeld: true))])
        #expect(
            outcome.output == """
                TIME                  WORKLOAD  BITS  FLOOR  COUNT  WHY                              ID
                2026-03-01T09:30:00Z  host/web  13.0   13.3      2  the budget of 1 a week is spent  h-1

                """)
    }

    @Test func `explain prints the agent's words`() throws {
        let answer = ExplainAnswer(lines: ["first", "  second"], alert: Sample.alert().json)
        let outcome = try run(["explain", "a-1"], [.item(answer), .done])

        #expect(outcome.requests == [.explain(ExplainArguments(id: "a-1"))])
        #expect(outcome.output == "first\n  second\n")
    }

    @Test func `an act says what was confirmed`() throws {
        let outcome = try run(
            ["respond", "freeze", "web", "--for", "20s", "--dry-run"], [.item(Sample.lease()), .done])

        let asked = RespondArguments(action: .freeze, target: "web", duration: .seconds(20), isDryRun: true)
        #expect(outcome.requests == [.respond(asked)])
        #expect(
            outcome.output
                == "freeze web: applied, lease l-1, until 2026-03-01T09:30:20Z. 3 processes stopped, confirmed by the kernel\n"
        )
    }

    @Test(arguments: ["thaw", "isolate", "release", "tighten", "kill"])
    func `every act asks for itself`(action: String) throws {
        let outcome = try run(["respond", action, "web"], [.item(Sample.lease()), .done])

        let asked = try #require(RespondArguments.Action(rawValue: action))
        #expect(outcome.requests == [.respond(RespondArguments(action: asked, target: "web"))])
    }

    @Test func `leases are listed`() throws {
        let outcome = try run(["respond", "list"], [.item(Sample.lease()), .done])

        #expect(outcome.lines.count == 2)
        #expect(outcome.lines.last?.hasPrefix("l-1    freeze  applied  web") == true)
    }

    @Test func `an empty list prints nothing`() throws {
        let outcome = try run(["containers"], [.done])

        #expect(outcome.status == .done)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.isEmpty)
    }

    @Test func `a closed incident says as what`() throws {
        let answer = CloseAnswer(
            alert: "a-1", incident: "i-1", closing: "expected", by: "root", comment: "backup",
            words: "2 items are known now")
        let outcome = try run(
            ["alerts", "close", "a-1", "--as", "expected", "--comment", "backup"], [.item(answer), .done])

        #expect(outcome.requests == [.close(CloseArguments(id: "a-1", as: .expected, comment: "backup"))])
        #expect(outcome.output == "incident i-1 closed as expected. 2 items are known now\n")
    }

    @Test func `learning can be declared and restarted`() throws {
        let outcome = try run(["learning", "complete", "host/web"], [.item(Sample.learning), .done])

        #expect(outcome.requests == [.learning(LearningArguments(action: .complete, workload: "host/web"))])
        #expect(outcome.output == "host/web: provisional. complete in about 5 days\n")
        let restart = try run(["learning", "restart", "web"], [.done])
        #expect(restart.requests == [.learning(LearningArguments(action: .restart, workload: "web"))])
    }
}
