import BehaviourModel
import Foundation
import Glibc
import TestSupport
import WireProtocol

/// The folder of the test bundle: the agent and the command line are built beside it.
let productFolder: String = {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return program.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
}()

/// What tests of the whole agent need; nil when all is there.
let agentNeeds: String? =
    Requirement.runc ?? Requirement.docker ?? Requirement.program("auditctl")
    ?? ["yagura-agent", "yagura", "yagura-lease", "yagura-canary"].lazy.map { "\(productFolder)/\($0)" }.first {
        !fileExists($0)
    }.map {
        "needs \($0): swift build"
    }

/// The real agent with folders of its own, and the real command line to talk to it.
final class AgentProgram {
    let scratch: ScratchFolder
    private(set) var process: Command?
    /// Of every run, the newest last.
    private(set) var logs: [String] = []
    var socket: String { "\(scratch.path)/run/control.sock" }
    var stream: String { "\(scratch.path)/run/stream.sock" }
    var chainKey: String { "\(scratch.path)/chain.key" }
    var store: String { "\(scratch.path)/store" }
    private var configuration: String { "\(scratch.path)/agent.yaml" }

    /// - Parameters:
    ///   - lease: the longest, in seconds.
    ///   - streamUser: who may use the stream socket, beside root.
    ///   - mode: of the host.
    ///   - sensors: as the configuration has them.
    ///   - more: further lines of the configuration.
    init(
        runc: String, docker: (root: String, execRoot: String)? = nil, lease: Int, streamUser: String = "nobody",
        mode: String = "enforce", sensors: String = "auto", more: String = ""
    ) throws {
        scratch = try ScratchFolder()
        for folder in ["run", "store", "response.d"] { try makeFolder("\(scratch.path)/\(folder)", mode: 0o700) }
        try writeFile(
            "\(scratch.path)/response.d/stop.yaml",
            """
            policies:
              - name: stop-foreign-program
                tripwires: [upper-exec]
                action: freeze
                lease: 60s

            """)
        let engines = docker.map { "{ root: \($0.root), exec_root: \($0.execRoot) }" } ?? ""
        try writeFile(
            configuration,
            """
            mode: \(mode)
            sensors: \(sensors)
            time: { scale: 1000 }
            store: { directory: \(store) }
            sockets: { control: \(socket), stream: \(stream) }
            stream: { user: \(streamUser), chain_key: \(chainKey) }
            runtimes: { docker: [\(engines)], runc: [{ root: \(runc) }] }
            response: { policy: \(scratch.path)/response.d, lease: \(lease)s, max_containers: 1000, per: 10m }
            \(more)

            """)
    }

    deinit { _ = try? stop() }

    var pid: pid_t { process?.pid ?? 0 }

    /// Starts it and waits until its sensors read.
    func start() throws {
        process = try Command(["\(productFolder)/yagura-agent", "run", "--config", configuration])
        do {
            try yagura(["wait", "ready", "--timeout", "60s"])
        } catch {
            throw AgentFailure("\(error)\n\(process?.errors ?? "")")
        }
    }

    /// Starts it where it must refuse to run: its exit status, nil when it does run, and what it said.
    func startInVain() throws -> (status: Int32?, words: String) {
        let process = try Command(["\(productFolder)/yagura-agent", "run", "--config", configuration])
        let status = process.wait(seconds: 20)
        if status == nil { process.signal(SIGTERM) }
        _ = process.wait(seconds: 20)
        return (status, process.errors)
    }

    /// A clean stop; its exit status.
    @discardableResult
    func stop() throws -> Int32? {
        guard let process else { return nil }
        process.signal(SIGTERM)
        let status = process.wait(seconds: 20)
        if status == nil { process.signal(SIGKILL) }
        end(process)
        return status
    }

    func kill() {
        guard let process else { return }
        process.signal(SIGKILL)
        _ = process.wait(seconds: 10)
        end(process)
    }

    private func end(_ process: Command) {
        logs.append(process.errors)
        self.process = nil
    }

    /// Runs a command of `yagura`, and throws with its words unless it ends with 0; the items that it printed.
    @discardableResult
    func yagura(_ arguments: [String], seconds: Double = 300) throws -> [JSONValue] {
        let output = try Command.must(command(arguments), seconds: seconds)
        return try output.utf8.split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse(Array($0)) }
    }

    func items<Item: AnswerItem>(_ arguments: [String], as type: Item.Type = Item.self) throws -> [Item] {
        try yagura(arguments).map { try Item(from: FieldReader($0)) }
    }

    /// `yagura` with arguments of its own, in the background.
    func begin(_ arguments: [String]) throws -> Command { try Command(command(arguments)) }

    private func command(_ arguments: [String]) -> [String] {
        ["\(productFolder)/yagura"] + arguments + ["--json", "--socket", socket]
    }

    /// The result of a command that may fail.
    func attempt(_ arguments: [String], seconds: Double = 60) throws -> CommandResult {
        try Command.run(command(arguments), seconds: seconds)
    }

    var status: StatusAnswer {
        get throws {
            guard let status = try items(["status"], as: StatusAnswer.self).first else {
                throw AgentFailure("status said nothing")
            }
            return status
        }
    }

    var containers: [ContainerAnswer] { get throws { try items(["containers"]) } }

    /// Every stored line, the oldest first.
    var alerts: [Alert] {
        get throws { try yagura(["alerts"]).map { try Alert(line: Array(CanonicalJSON.bytes($0)).span) } }
    }

    /// Waits until a workload was watched for so many more seconds of its own time: whatever its past would raise has come.
    func watch(_ workload: String, further seconds: Int64) throws {
        let end = try learning(workload).watchedSeconds + seconds
        guard try eventually(within: 60, { try learning(workload).watchedSeconds >= end }) else {
            throw AgentFailure("\(workload) was not watched for \(seconds) s more")
        }
    }

    func learning(_ workload: String) throws -> LearningAnswer {
        guard let answer = try items(["learning", "show", workload], as: LearningAnswer.self).first else {
            throw AgentFailure("learning show \(workload) said nothing")
        }
        return answer
    }
}

struct AgentFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Alert {
    /// About what a container did; not of a response, of loss or of the agent itself.
    var isFinding: Bool { kind == .known(.anomaly) || kind == .known(.tripwire) }
}
