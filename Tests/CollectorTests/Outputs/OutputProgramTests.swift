import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Collector

/// The program, as the build puts it beside the tests.
private enum OutputProgram {
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/yagura-collector"
    }()
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }
}

/// Outputs of the program itself, killed again and again.
@Suite(.serialized, .enabled(if: OutputProgram.isThere, "needs the program: swift build --product yagura-collector"))
struct OutputProgramTests {
    private let folder: TemporaryFolder
    private let configuration: String

    init() throws {
        folder = try TemporaryFolder()
        configuration = folder.file("home") + "/collector.yaml"
    }

    /// A collector's folder with one webhook to `port`.
    private func prepare(port: Int) async throws -> SQLiteStore {
        let home = folder.file("home")
        _ = try await InitialiseCommand(
            directory: home, names: ["localhost"], listen: ListenAddress(host: "127.0.0.1", port: 0)
        ).run()
        guard case .success(var read) = CollectorConfiguration.load(path: configuration) else {
            throw Unfit()
        }
        read.outputs.outputs = [
            OutputSettings(
                name: "hook", target: .webhook(HTTPTarget(address: .open("http://127.0.0.1:\(port)/"))),
                isBudgeted: true)
        ]
        read.outputs.notifications = 1_000_000
        try Data(read.effectiveYAML.utf8).write(to: URL(fileURLWithPath: configuration))
        return try SQLiteStore(path: read.storePath)
    }

    private struct Unfit: Error {}

    private func start() throws -> Command { try Command([OutputProgram.path, "run", "--config", configuration]) }

    private func identities(_ receiver: WebReceiver) throws -> [Int64] {
        try receiver.all.map { try #require(try JSONParser.parse($0.body)["line"]?["sequence"]?.integer) }
    }

    @Test(.timeLimit(.minutes(5))) func `every stored line is delivered through kills, in order, few twice`()
        async throws
    {
        let receiver = try await WebReceiver()
        let store = try await prepare(port: receiver.port)
        let first = try start()
        #expect(try await eventuallyTrue { try await store.deliveryState(of: "hook") != nil })
        first.signal(SIGKILL)
        _ = first.wait(seconds: 10)

        let rounds = 12
        var chain = SampleChain()
        for round in 0..<rounds {
            let numbers = (round * 60 + 1)...(round * 60 + 60)
            _ = try await store.append([chain.batch(numbers.map { OutputSamples.plain($0) })])
            let program = try start()
            let goal = round * 60 + [1, 20, 59][round % 3]
            #expect(try await eventuallyTrue { Set(try identities(receiver)).count >= goal })
            program.signal(SIGKILL)
            _ = program.wait(seconds: 10)
        }
        let last = try start()
        #expect(try await eventuallyTrue(seconds: 60) { Set(try identities(receiver)).count == rounds * 60 })
        #expect(try await eventuallyTrue { try await store.deliveryState(of: "hook")?.position == Int64(rounds * 60) })
        #expect(await eventuallyTrue { last.errors.contains("ready {") })
        last.signal(SIGTERM)
        #expect(last.wait(seconds: 20) == 0)

        let all = try identities(receiver)
        var seen = Set<Int64>()
        #expect(all.filter { seen.insert($0).inserted } == Array(1...Int64(rounds * 60)))
        // A kill may repeat the one line whose position was not yet written down.
        #expect(all.count <= rounds * 60 + rounds + 1)
    }

    @Test func `the commands say what came of it, and end so`() async throws {
        let receiver = try await WebReceiver(answers: ["200 OK", "401 No"])
        _ = try await prepare(port: receiver.port)
        func run(_ words: String...) throws -> (status: Int32, output: String, errors: String) {
            let command = try Command([OutputProgram.path] + words + ["--config", configuration])
            let status = command.wait(seconds: 30) ?? -1
            return (status, command.output, command.errors)
        }

        let good = try run("test-output", "hook")
        let bad = try run("test-output", "hook")
        let unknown = try run("test-output", "nobody")
        let letters = try run("dead-letters", "--json")

        #expect(good.status == 0 && good.output == "output hook (webhook) took the test alert\n")
        #expect(bad.status == 1 && bad.errors.contains("answered 401"))
        #expect(unknown.status == 4 && unknown.errors.contains("configured are hook"))
        #expect(letters.status == 0 && letters.output.isEmpty)
        let sent = try JSONParser.parse(try #require(receiver.all.first).body)
        #expect(sent["test"]?.bool == true)
        await receiver.close()
    }
}
