import BehaviourModel
import Detection
import Sensing
import Testing
import WireProtocol

@testable import AgentRuntime

/// What the control desk answers to `test` before anything is made.
@Suite struct CanaryPlanTests {
    private static func fact(_ name: SensorName, _ state: SensorFact.State, _ detail: String = "d") -> SensorFact {
        SensorFact(name: name, state: state, detail: detail, events: 0)
    }

    private static let all = [fact(.audit, .working), fact(.procfs, .working), fact(.containers, .working)]

    private func plan(
        _ kind: TestArguments.Kind, _ tripwires: [Tripwire] = Tripwire.standard, sensors: [SensorFact] = all
    ) throws(ControlProblem) -> CanaryPlan {
        try CanaryPlan.make(
            kind, tripwires: tripwires, sensitivePaths: SensitivePath.standard, sensors: sensors, mode: .alert)
    }

    @Test(
        arguments: [
            (.exec, "upper-exec", "/dev/shm/canary-act"), (.socket, "runtime-socket", "/run/docker.sock"),
            (.file, "runtime-socket", "/run/docker.sock"), (.outside, "outside-cgroup", "/"),
        ] as [(TestArguments.Kind, String, String)])
    func `each act touches a tripwire of the standard ones`(
        kind: TestArguments.Kind, tripwire: String, path: String
    ) throws {
        let plan = try plan(kind)

        #expect(plan.tripwire == tripwire)
        #expect(plan.path == path)
        #expect(plan.mode == .known(.alert))
    }

    @Test(arguments: TestArguments.Kind.allCases)
    func `without a tripwire for it an act is not possible`(kind: TestArguments.Kind) {
        let error = #expect(throws: ControlProblem.self) { try plan(kind, []) }

        #expect(error?.status == .impossible)
        #expect(error?.message.contains("none of the agent's tripwires") == true)
    }

    @Test(arguments: [SensorFact.State.off, .refused, .failed])
    func `without audit two acts remain, and the others say what they lack`(state: SensorFact.State) throws {
        let sensors = [Self.fact(.audit, state, "the reason"), Self.fact(.procfs, .working)]

        #expect(try plan(.exec, sensors: sensors).tripwire == "upper-exec")
        #expect(try plan(.outside, sensors: sensors).tripwire == "outside-cgroup")
        for kind in [TestArguments.Kind.socket, .file] {
            let error = #expect(throws: ControlProblem.self) { try plan(kind, sensors: sensors) }
            #expect(error?.status == .impossible)
            #expect(error?.message.contains("the reason") == true)
        }
    }

    @Test(arguments: TestArguments.Kind.allCases)
    func `without the process connector nothing can be attributed`(kind: TestArguments.Kind) {
        let sensors = [Self.fact(.audit, .working), Self.fact(.procfs, .failed, "no process connector")]
        let error = #expect(throws: ControlProblem.self) { try plan(kind, sensors: sensors) }

        #expect(error?.status == .impossible)
        #expect(error?.message.contains("no process connector") == true)
    }

    @Test(arguments: ["..", ".hidden", "a b", "a/../../etc", "", "a\n", String(repeating: "x", count: 99)])
    func `a tripwire's name that is no plain one is not acted on`(name: String) {
        let tripwire = Tripwire(
            name: "t", condition: .socketUse([name]), severity: .high, techniques: [], reason: "r", runbook: "r")

        #expect(throws: ControlProblem.self) { try plan(.socket, [tripwire]) }
    }

    @Test func `an origin by birth serves where memory is not watched`() throws {
        let tripwire = Tripwire(
            name: "t", condition: .execution(of: [.upper]), severity: .high, techniques: [], reason: "r", runbook: "r")

        #expect(try plan(.exec, [tripwire]).path == "/canary-act")
    }

    @Test(arguments: [
        (CanaryRefusal.Kind.unfit, WireProtocol.ExitStatus.usage), (.busy, .refused), (.impossible, .impossible),
    ])
    func `a refusal has the status that its kind says`(kind: CanaryRefusal.Kind, status: WireProtocol.ExitStatus) {
        let problem = ControlProblem(CanaryRefusal(kind, "words\u{1B}[2J"))

        #expect(problem.status == status)
        #expect(!problem.message.unicodeScalars.contains("\u{1B}"))
    }
}
