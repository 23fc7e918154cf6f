import BehaviourModel
import Foundation
import Glibc
import LinuxKernel
import TestSupport
import Testing
import WireProtocol

/// `yagura test detection` with the real agent: no container and no runtime, only its own canary.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct CanaryTests {
    @Test func `each act is seen from end to end, marked, and nothing is left or done`() throws {
        try withAgent(mode: "enforce") { agent in
            for kind in TestArguments.Kind.allCases {
                let answer = try test(agent, kind)
                #expect(answer.state == .known(.seen))
                let steps = answer.steps.map(\.name.text)
                #expect(steps == ["canary", "watched", "act", "seen", "decided", "stored"])
                for step in [TestStep.Name.seen, .decided, .stored] {
                    #expect(try #require(answer.latencyNanoseconds(of: step)) < 10_000_000_000)
                }
                #expect(!fileExists(answer.cgroup))
                try verify(agent, answer)
                report(kind, answer)
            }
            #expect(eventually(within: 5) { (try? agent.containers.isEmpty) == true })
            // The policy freezes whatever touches upper-exec, in mode enforce: no response, and no held-back one either.
            let alerts = try agent.alerts
            #expect(!alerts.contains { $0.kind == .known(.response) || $0.kind == .known(.guardRail) })
            #expect(alerts.allSatisfy { $0.response?.plan == nil })
            #expect(try agent.items(["workloads"], as: WorkloadAnswer.self).isEmpty)
            #expect(try agent.items(["alerts", "--held"], as: HeldBackAnswer.self).isEmpty)
            let marked = try agent.yagura(["alerts", "--workload", "yagura/canary"])
            #expect(marked.count == TestArguments.Kind.allCases.count)
            try onlyOneAtATime(agent)
            try killedOneIsDropped(agent)
        }
    }

    @Test func `without audit two acts are seen, and the others say what they lack`() throws {
        try withAgent(mode: "alert", sensors: "[procfs]") { agent in
            for kind in [TestArguments.Kind.exec, .outside] {
                let answer = try test(agent, kind)
                #expect(answer.state == .known(.seen))
                #expect(answer.sensor == "procfs")
                report(kind, answer)
            }
            for kind in [TestArguments.Kind.socket, .file] {
                let result = try agent.attempt(["test", "detection", "--kind", kind.rawValue])
                #expect(result.status == ExitStatus.impossible.rawValue)
                #expect(result.errors.contains("needs the audit sensor"))
                #expect(result.output.isEmpty)
            }
        }
    }

    @Test func `in mode observe nothing is stored, and the test says that`() throws {
        try withAgent(mode: "observe") { agent in
            let result = try agent.attempt(["test", "detection", "--timeout", "5s"])
            #expect(result.status == ExitStatus.timedOut.rawValue)
            #expect(result.errors.contains("mode observe"))
            #expect(result.errors.contains("tripwires touched: upper-exec"))
            let answer = try TestAnswer(from: FieldReader(JSONParser.parse(Array(result.output.utf8))))
            #expect(answer.state == .known(.missed))
            #expect(answer.steps.last?.name == .known(.missed))
            #expect(!fileExists(answer.cgroup))
            #expect(try agent.alerts.isEmpty)
        }
    }

    @Test func `without an agent it ends with 3 and makes nothing`() throws {
        let runc = try RuncHost()
        let agent = try AgentProgram(runc: runc.stateRoot, lease: 5)

        #expect(try agent.attempt(["test", "detection"]).status == ExitStatus.unreachable.rawValue)
        #expect(canaryFolders == [])
    }

    private func withAgent(mode: String, sensors: String = "auto", _ body: (AgentProgram) throws -> Void) throws {
        try HostAudit.restored {
            let runc = try RuncHost()
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 5, mode: mode, sensors: sensors)
            try agent.start()
            try body(agent)
            #expect(try agent.stop() == 0)
            #expect(canaryFolders == [])
        }
    }

    private func test(_ agent: AgentProgram, _ kind: TestArguments.Kind) throws -> TestAnswer {
        let answers = try agent.items(["test", "detection", "--kind", kind.rawValue], as: TestAnswer.self)
        return try #require(answers.first)
    }

    /// The stored line is what the answer says, and bears the marks.
    private func verify(_ agent: AgentProgram, _ answer: TestAnswer) throws {
        let alert = try #require(try agent.alerts.first { $0.id == answer.alert })
        #expect(alert.kind == .known(.tripwire))
        #expect(alert.severity == .known(.low))
        #expect(alert.tripwire == answer.tripwire)
        #expect(alert.workload?.scope == "yagura")
        #expect(alert.workload?.name == "canary")
        #expect(alert.container?.id == answer.container)
        #expect(alert.container?.runtime == "canary")
        #expect(alert.remark?.contains("a test of detection (canary)") == true)
    }

    /// While one is watched, another is refused.
    private func onlyOneAtATime(_ agent: AgentProgram) throws {
        // A tripwire that nobody touches again would end at once: many at a time meet.
        let first = try agent.begin(["test", "detection", "--kind", "exec"])
        let second = try agent.begin(["test", "detection", "--kind", "outside"])
        let statuses = [first.wait(seconds: 60), second.wait(seconds: 60)]
        #expect(statuses.contains(0))
        #expect(statuses.allSatisfy { $0 == 0 || $0 == ExitStatus.refused.rawValue })
    }

    /// Killed in the middle: the canary ends by itself, and the agent forgets it.
    private func killedOneIsDropped(_ agent: AgentProgram) throws {
        for signal in [SIGKILL, SIGINT] {
            let command = try agent.begin(["test", "detection", "--kind", "file"])
            _ = eventually(within: 10) { !canaryFolders.isEmpty }
            command.signal(signal)
            _ = command.wait(seconds: 10)
            #expect(eventually(within: 10) { canaryFolders.isEmpty })
            #expect(eventually(within: 5) { (try? agent.containers.isEmpty) == true })
        }
        #expect(try test(agent, .exec).state == .known(.seen))
    }

    private func report(_ kind: TestArguments.Kind, _ answer: TestAnswer) {
        let parts = [TestStep.Name.seen, .decided, .stored].map { step in
            "\(step.text) +\(Double(answer.latencyNanoseconds(of: step) ?? 0) / 1e6) ms"
        }
        print("canary test: \(kind.rawValue) by \(answer.sensor ?? "-"): \(parts.joined(separator: ", "))")
    }

    private var canaryFolders: [String] {
        ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/freezer"].flatMap { folder in
            entries(of: folder).filter { $0.hasPrefix("yagura-canary-") }
        }
    }
}
