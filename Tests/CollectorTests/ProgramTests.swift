import BehaviourModel
import Collector
import Foundation
import Glibc
import TestSupport
import Testing

/// The program itself, as `swift build` puts it beside the tests.
enum ProgramFile {
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/yagura-collector"
    }()
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }
}

@Suite(.serialized, .enabled(if: ProgramFile.isThere, "needs the program: swift build --product yagura-collector"))
struct ProgramTests {
    private let folder: TemporaryFolder
    private let home: String
    private let program: String

    init() throws {
        folder = try TemporaryFolder()
        home = folder.file("home")
        program = ProgramFile.path
    }

    private func start() async throws -> (command: Command, port: Int) {
        let command = try Command([program, "run", "--config", home + "/collector.yaml"])
        func ready() -> Substring? {
            command.errors.split(separator: "\n").first { $0.hasPrefix("ready ") }?.dropFirst("ready ".count)
        }
        _ = await eventuallyTrue { ready() != nil || !command.isRunning }
        let line = try #require(ready(), "\(command.errors)")
        let listen = try #require(try JSONParser.parse(String(line))["listen"]?.string)
        return (command, try #require(Int(listen.split(separator: ":").last ?? "")))
    }

    private func client(_ bundle: JSONValue, port: Int) throws -> TestClient {
        try TestClient(
            port: port, authority: #require(bundle["ca"]?.string), certificate: #require(bundle["certificate"]?.string),
            key: #require(bundle["key"]?.string), chainKey: nil)
    }

    private func initialise() throws -> JSONValue {
        let made = try Command.must([program, "init", "--dir", home, "--name", "localhost", "--listen", "127.0.0.1:0"])
        #expect(made.contains("/setup#"))
        let out = folder.file("bundle")
        try Command.must([program, "issue", "--dir", home, "--agent", "node-7", "--out", out])
        return try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: out))))
    }

    @Test func `what was acknowledged outlives SIGKILL, and nothing is there twice`() async throws {
        let bundle = try initialise()
        var maker = LineMaker()
        var acknowledged: Int64 = 0
        var pending: [[UInt8]] = []

        for round in 0..<6 {
            let (command, port) = try await start()
            let relay = try client(bundle, port: port)
            let pid = command.pid
            let killer = Task {
                try await Task.sleep(for: .milliseconds(40 + 30 * round))  // another moment of the kill in each round
                kill(pid, SIGKILL)
            }
            for _ in 0..<200 {
                if pending.isEmpty { pending = maker.lines(20) }
                // An answer that never came is sent again, as a relay does.
                guard let answer = try? await relay.ingest(pending), answer.status == 200 else { break }
                acknowledged = try #require(answer.json["through"]?["sequence"]?.integer)
                pending = []
            }
            _ = await killer.result
            #expect(command.wait(seconds: 10) == 128 + SIGKILL)
        }

        let store = try SQLiteStore(path: home + "/collector.db")
        var position: Int64 = 0
        var sequences: [Int64] = []
        while case let lines = try await store.lines(LineQuery(.oldestFirst(after: position), limit: 500)),
            let last = lines.last
        {
            for line in lines { sequences.append(try #require(try JSONParser.parse(line.bytes)["sequence"]?.integer)) }
            position = last.position
        }
        #expect(acknowledged > 0 && Int64(sequences.count) >= acknowledged)
        #expect(sequences == Array(1...Int64(max(1, sequences.count))))
        #expect(try Command.run([program, "verify", "--dir", home]).status == 0)
    }

    /// A service manager's end: prints the first datagram, as systemd reads it.
    private static let manager = """
        from socket import AF_UNIX, SOCK_DGRAM, socket
        from sys import argv
        link = socket(AF_UNIX, SOCK_DGRAM)
        link.bind(argv[1])
        link.settimeout(25)
        print(link.recv(100).decode())
        """

    @Test func `the service manager hears when it is ready`() async throws {
        _ = try initialise()
        let socket = folder.file("notify")
        let manager = try Command(["python3", "-c", Self.manager, socket])
        #expect(await eventuallyTrue { FileManager.default.fileExists(atPath: socket) })
        let command = try Command(
            [program, "run", "--config", home + "/collector.yaml"], environment: ["NOTIFY_SOCKET": socket])

        #expect(manager.wait(seconds: 30) == 0, "\(manager.errors)")

        #expect(manager.output == "READY=1\n")
        #expect(command.errors.contains("ready {"))
        command.signal(SIGTERM)
        #expect(command.wait(seconds: 20) == 0)
    }

    @Test func `what an agent has sent is written down at the end, and counts after a restart`() async throws {
        let bundle = try initialise()
        var maker = LineMaker()
        let (first, port) = try await start()
        #expect(try await client(bundle, port: port).ingest(maker.lines(3)).status == 200)
        first.signal(SIGTERM)
        #expect(first.wait(seconds: 20) == 0)

        let store = try SQLiteStore(path: home + "/collector.db")
        let used = try #require(try await store.shares().first).used
        try await store.keep([StoredShare(agent: "node-7", used: 600 << 20, at: WallClock.now)])
        let (second, later) = try await start()
        let relay = try client(bundle, port: later)
        // The share is read while it serves already.
        var status = 0
        for _ in 0..<100 where status != 429 { status = try await relay.ingest([maker.next()]).status }
        second.signal(SIGTERM)

        #expect(used > 0)
        #expect(status == 429)
        #expect(second.wait(seconds: 20) == 0)
    }

    @Test func `SIGTERM ends it in order, and each command ends as its help says`() async throws {
        let bundle = try initialise()
        let (command, port) = try await start()
        var maker = LineMaker()
        #expect(try await client(bundle, port: port).ingest(maker.lines(3)).status == 200)

        command.signal(SIGTERM)

        #expect(command.wait(seconds: 20) == 0)
        #expect(command.errors.contains("events=3 dropped=0\n"))
        #expect(try Command.run([program, "init", "--dir", home]).status == 1)
        #expect(try Command.run([program, "revoke", "--dir", home, "--agent", "nobody"]).status == 4)
        #expect(
            try Command.run([program, "issue", "--dir", home, "--agent", "a b", "--out", folder.file("x")]).status == 2)
        #expect(try Command.run([program, "check", "--config", home + "/collector.yaml"]).status == 0)
        try Data("listen: nowhere\n".utf8).write(to: URL(fileURLWithPath: folder.file("bad.yaml")))
        #expect(try Command.run([program, "check", "--config", folder.file("bad.yaml")]).status == 9)
        #expect(try Command.run([program, "run", "--config", folder.file("bad.yaml")]).status == 2)
        #expect(try Command.run([program, "verify", "--dir", home]).output.contains("3 lines in 1 epochs, 0 faults"))
    }
}
