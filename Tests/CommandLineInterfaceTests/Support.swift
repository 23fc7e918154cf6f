import BehaviourModel
import WireProtocol

@testable import CommandLineInterface

/// Keeps what a command prints.
final class RecordingConsole: Console {
    var columns: Int?
    var showsProgress = false
    private(set) var output = ""
    private(set) var messages = ""

    init(columns: Int? = nil) {
        self.columns = columns
    }

    func write(_ text: String) throws(CommandFailure) { output += text }
    func complain(_ text: String) { messages += text }
}

/// How a command line ended.
struct Outcome {
    let status: ExitStatus
    let output: String
    let messages: String
    let requests: [ControlRequest]

    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Runs a command line against an agent that answers so.
func run(
    _ arguments: [String], _ answers: [ControlAnswer], then ending: FakeAgent.Ending = .close, columns: Int? = nil
) throws -> Outcome {
    let agent = try FakeAgent(answers, then: ending)
    return run(arguments + ["--socket", agent.path], agent, columns: columns)
}

func run(_ arguments: [String], _ agent: FakeAgent? = nil, columns: Int? = nil, variable: String? = nil) -> Outcome {
    let console = RecordingConsole(columns: columns)
    let status = CommandLineProgram(console: console, socketVariable: variable).run(arguments)
    return Outcome(
        status: status, output: console.output, messages: console.messages, requests: agent?.requests ?? [])
}

extension ControlAnswer {
    static let done = ControlAnswer.end(.done, message: nil)

    static func item(_ item: some AnswerItem) -> ControlAnswer { .item(item.json) }
}

/// Answers as an agent would give them.
enum Sample {
    static let moment: Int64 = 1_772_357_400_000_000_042
    static let web = WorkloadIdentity(scope: "host", name: "web")

    static let status = StatusAnswer(
        agent: "node-7", version: "0.1.0", state: .ready, mode: .enforce, timeScale: 1000, pid: 42, bootID: "b",
        epoch: "e",
        started: moment, sensors: [SensorStatus(name: "audit", state: .working, detail: "unicast", events: 12)],
        containers: 2, workloads: 2, frozen: 1, events: 120, dropped: 3,
        losses: [LossCount(source: "audit_backlog", events: 3)],
        alerts: AlertCounts(stored: 4, sequence: 4, raised: 3, held: 1), memoryBytes: 26 << 20, storeBytes: 512,
        configuration: String(repeating: "3f", count: 32))

    static func container(name: String = "web") -> ContainerAnswer {
        ContainerAnswer(
            id: String(repeating: "4f2a", count: 16), name: name, runtime: "runc", workload: web, state: .running,
            mode: .alert, pid: 7, cgroup: "/sys/fs/cgroup/web", started: moment, isPartlyVisible: true, processes: 3,
            events: 55, lost: 0)
    }

    static let family = FamilyLearning(
        family: "lineage", state: .provisional, windows: 12_960, windowsWithNew: 4, unseenPpm: 2_800,
        expectedNewPerPeriodMilli: 812, atMostMilli: 2_940, known: 38, probation: 2, expected: moment,
        words: "after 26 h and 3 replicas expect 0.8 new behaviours a week, at most 2.9")

    static let workload = WorkloadAnswer(
        workload: web, containers: 2, mode: .alert, state: .provisional, families: [family], openIncidents: 1,
        tokensMilli: 1000, words: "")

    static let learning = LearningAnswer(
        workload: web, state: .provisional, timeScale: 1000, watchedSeconds: 93_600, families: [family],
        learned: [
            LearnedItem(
                family: "lineage", context: "/bin/web@image", item: "/bin/date@image", support: 9, isKnown: true)
        ], leftOut: 37, words: "complete in about 5 days")

    static func lease(_ state: LeaseAnswer.State = .applied, isDryRun: Bool = false) -> LeaseAnswer {
        LeaseAnswer(
            lease: "l-1", action: "freeze", state: state, containerID: "4f2a", containerName: "web", workload: web,
            owner: "root", reason: "asked", since: moment, until: moment + 20_000_000_000, isDryRun: isDryRun,
            words: "3 processes stopped, confirmed by the kernel")
    }

    static func alert(id: String = "a-1") -> Alert {
        var alert = Alert(
            id: id, agent: "node-7", kind: .tripwire, severity: .critical, unixNanoseconds: moment, bootNanoseconds: 7,
            bootID: "b", configuration: "c")
        alert.workload = AlertWorkload(scope: "host", name: "web")
        alert.tripwire = "upper-exec"
        alert.items = [
            AlertItem(
                family: "lineage", context: "/usr/sbin/nginx@image", item: "/tmp/x@upper", millibits: 14_299,
                support: 0,
                needed: 3, exposedWindows: 10_080)
        ]
        return alert
    }

    static let held = HeldBackAnswer(
        id: "h-1", time: moment, workload: web, container: "4f2a", millibits: 13_000, calibratedMillibits: 12_000,
        floorMillibits: 13_299, tokensMilli: 0, count: 2, reason: "the budget of 1 a week is spent")

    /// What a hostile container might call itself, had the agent not escaped it.
    static let hostile = "w\u{1B}]0;owned\u{07}\u{1B}[2Jeb\n\u{9B}31m\u{202E}\r fake: ok \\x1b"
}
