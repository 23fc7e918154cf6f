import BehaviourModel
import Glibc
import Testing
import WireProtocol

@testable import CommandLineInterface

/// Commands that wait, follow and record.
@Suite(.serialized) struct StreamTests {
    @Test func `wait ready tries until the agent listens`() throws {
        let answer = WaitAnswer(condition: .ready, waitedNanoseconds: 4_200_000, words: "the agent works")
        let agent = try FakeAgent([.item(answer), .done], delay: 0.3)

        let outcome = run(["wait", "ready", "--timeout", "20s", "--socket", agent.path], agent)

        #expect(outcome.status == .done)
        #expect(outcome.output == "the agent works (waited 4.2ms)\n")
        #expect(outcome.requests == [.wait(WaitArguments(condition: .ready, timeout: .seconds(20)))])
    }

    @Test func `wait ready gives up when the time is up`() {
        let outcome = run(["wait", "ready", "--timeout", "120ms", "--socket", "/tmp/yagura-no-such.sock"])

        #expect(outcome.status == .timedOut)
        #expect(outcome.messages.contains("cannot be reached in time"))
    }

    @Test func `wait for something else wants an agent at once`() {
        let outcome = run(["wait", "learned", "--timeout", "1h", "--socket", "/tmp/yagura-no-such.sock"])

        #expect(outcome.status == .unreachable)
    }

    @Test func `wait learned shows state, bound and expected end`() throws {
        let progress = WaitProgress(
            state: "learning", workload: Sample.web, unseenPpm: 31_000, expected: Sample.moment,
            words: "812 of 1000 windows")
        let answer = WaitAnswer(
            condition: .learned, workload: Sample.web, waitedNanoseconds: 61_000_000_000, words: "learned")
        let outcome = try run(
            ["wait", "learned", "--workload", "host/web", "--timeout", "10m"],
            [.progress(progress.json), .progress(progress.json), .item(answer), .done])

        #expect(
            outcome.messages
                == "host/web: learning, unseen at most 3.10 %, expected 2026-03-01T09:30:00Z; 812 of 1000 windows\n")
        #expect(outcome.output == "learned (waited 1m 1s)\n")
    }

    @Test func `wait passes everything that narrows it`() throws {
        let outcome = try run(
            [
                "wait", "alert", "--workload", "web", "--container", "4f2a", "--tripwire", "upper-exec", "--timeout",
                "1h",
            ],
            [.end(.timedOut, message: "no such alert within 1h")])

        #expect(outcome.status == .timedOut)
        let asked = WaitArguments(
            condition: .alert, workload: "web", container: "4f2a", tripwire: "upper-exec", timeout: .seconds(3600))
        #expect(outcome.requests == [.wait(asked)])
    }

    @Test func `tail prints each alert as it comes, titles once`() throws {
        let outcome = try run(
            ["tail", "--workload", "web"],
            [
                .item(Sample.alert().json), .item(Sample.alert(id: "a-2").json),
                .end(.unreachable, message: "the agent stops"),
            ])

        #expect(outcome.status == .unreachable)
        #expect(outcome.lines.count == 3)
        #expect(outcome.lines.first?.hasPrefix("TIME") == true)
        #expect(outcome.requests == [.tail(AlertFilter(workload: "web"))])
    }

    @Test func `record makes the path absolute and reports figures`() throws {
        let answer = RecordAnswer(
            path: "/tmp/x", batches: 3, observations: 120, bytes: 20_480, elapsedNanoseconds: 5_000_000_000,
            endedBy: "time",
            words: "")
        let outcome = try run(["record", "--out", "x.capture", "--for", "5s"], [.item(answer), .done])

        guard case .record(let asked)? = outcome.requests.first else {
            Issue.record("no request")
            return
        }
        #expect(asked.path.hasPrefix("/"))
        #expect(asked.path.hasSuffix("/x.capture"))
        #expect(asked.duration == .seconds(5))
        #expect(outcome.output == "/tmp/x: 120 observations, 20.0 KiB in 5s, ended by time. \n")
    }

    @Test func `json prints items unchanged, with fields of later versions`() throws {
        let item: JSONValue = [
            "id": "x", "later": ["deep": .array([.integer(1), .null])], "z": "\u{1B}[2J\u{9B}31m\u{202E}é",
        ]
        for command in [["containers"], ["workloads"], ["status"], ["tail"], ["alerts"], ["learning", "show"]] {
            let outcome = try run(command + ["--json"], [.item(item), .item(item), .done])

            #expect(outcome.status == .done)
            #expect(outcome.lines.count == 2)
            for line in outcome.lines { #expect(try JSONParser.parse(line) == item) }
            #expect(
                !outcome.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B || $0.value == 0x202E })
        }
    }
}
