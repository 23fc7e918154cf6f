import BehaviourModel
import Glibc
import Testing
import WireProtocol

@testable import CommandLineInterface

/// How commands end, and what they say to standard error.
@Suite struct ExitStatusTests {
    @Test(arguments: [
        (WireProtocol.ExitStatus.failed, "the disk is full"), (.usage, "unknown argument x"),
        (.unreachable, "no collector"),
        (.notFound, "no container web"), (.refused, "max_containers: 1 of 1 is frozen"),
        (.forbidden, "thaw needs root"),
        (.impossible, "no v2 freezer"), (.timedOut, "still learning"),
    ])
    func `the agent's end is the program's end`(status: WireProtocol.ExitStatus, message: String) throws {
        let outcome = try run(["respond", "thaw", "web"], [.end(status, message: message)])

        #expect(outcome.status == status)
        #expect(outcome.messages == "error: \(message)\n")
        #expect(outcome.output.isEmpty)
    }

    @Test(arguments: [WireProtocol.ExitStatus.failed, .notFound, .refused, .forbidden, .impossible, .timedOut])
    func `an end without words gets some`(status: WireProtocol.ExitStatus) throws {
        let outcome = try run(["explain", "x"], [.end(status, message: nil)])

        #expect(outcome.status == status)
        #expect(outcome.messages.count > "error: ".count)
    }

    @Test(arguments: ["/tmp/yagura-no-such.sock", "", "/tmp/\u{0}x", String(repeating: "/long", count: 40)])
    func `a socket where nobody listens is unreachable`(path: String) {
        let outcome = run(["status", "--socket", path])

        #expect(outcome.status == .unreachable)
        #expect(outcome.messages.hasPrefix("error: cannot reach the agent: connect"))
        #expect(outcome.messages.contains("YAGURA_SOCKET"))
    }

    @Test func `the variable names the socket, the option wins`() throws {
        let agent = try FakeAgent([.done])

        #expect(run(["containers"], agent, variable: agent.path).status == .done)
        #expect(
            run(["containers", "--socket", "/tmp/yagura-no-such.sock"], variable: agent.path).status == .unreachable)
    }

    @Test func `the socket may be named before the command`() throws {
        let agent = try FakeAgent([.item(Sample.container()), .done])

        let outcome = run(["--socket", agent.path, "containers", "--json"], agent)

        #expect(outcome.status == .done)
        #expect(outcome.output.hasPrefix("{"))
    }

    @Test func `all common options may come before the command`() throws {
        let agent = try FakeAgent([.item(Sample.container()), .done])

        let outcome = run(["--json", "--timeout", "5s", "--socket", agent.path, "respond", "list"], agent)

        #expect(outcome.status == .done)
        #expect(outcome.output.hasPrefix("{"))
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to ask as nobody"))
    func `a socket that may not be opened is a matter of permission`() throws {
        let agent = try FakeAgent([.done])
        chmod(agent.path, 0o000)
        // Root may everything: ask as nobody. setfsuid(2) is of this thread alone, and takes root's powers over files.
        let symbol = try #require(dlsym(nil, "setfsuid"), "the C library has no setfsuid")
        let setFileSystemUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
        _ = setFileSystemUser(65534)
        defer { _ = setFileSystemUser(0) }

        let outcome = run(["status", "--socket", agent.path])

        #expect(outcome.status == .forbidden)
        #expect(outcome.messages.contains("group yagura"))
    }

    @Test func `an agent that says nothing is given up in time`() throws {
        let outcome = try run(["status", "--timeout", "100ms"], [], then: .silence(seconds: 2))

        #expect(outcome.status == .timedOut)
        #expect(outcome.messages.contains("the time was up"))
    }

    @Test func `an answer without an end is not taken for whole`() throws {
        let outcome = try run(["containers"], [.item(Sample.container())])

        #expect(outcome.status == .unreachable)
        #expect(outcome.messages.contains("before the end of its answer"))
    }

    @Test(arguments: [
        "{", "null\n", "{\"item\":}\n", "{\"end\":{}}\n", "{\"item\":{\"id\":7}}\n",
        "{\"item\":[]}\n{\"end\":{\"status\":0}}\n",
        "{\"item\":{\"id\":\"\u{1B}[2J\"}}\n", "\u{0}\u{1}\n", String(repeating: "[", count: 5000) + "\n",
        String(repeating: "x", count: (1 << 20) + 1) + "\n",
    ])
    func `an answer that makes no sense is said to be none`(bytes: String) throws {
        let agent = try FakeAgent([Array(bytes.utf8)])

        let outcome = run(["containers", "--socket", agent.path], agent)

        #expect(outcome.status == .failed || outcome.status == .unreachable)
        #expect(outcome.messages.hasPrefix("error: the agent"))
        #expect(!outcome.messages.contains("\u{1B}"))
    }

    @Test(arguments: [
        ["nonsense"], ["status", "--nonsense"], ["status", "--timeout", "soon"], ["status", "--timeout", "0s"],
        ["wait", "ready"], ["wait", "nonsense", "--timeout", "1s"],
        ["wait", "ready", "--tripwire", "x", "--timeout", "1s"],
        ["alerts", "--since", "yesterday"], ["alerts", "close", "x"], ["alerts", "close", "x", "--as", "nothing"],
        ["respond", "freeze"], ["respond", "freeze", "x", "--for", "0s"], ["record"], ["explain"],
        ["respond", "list", "x"],
        ["status", "\u{1B}[2J"],
    ])
    func `a mistake in the arguments is usage`(arguments: [String]) {
        let outcome = run(arguments)

        #expect(outcome.status == .usage)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.messages.isEmpty)
        #expect(!outcome.messages.contains("\u{1B}"))
    }

    @Test func `doctor ends with 9 when there are problems, all findings printed`() throws {
        let good = DoctorFinding(check: "audit", state: .ok, found: "unicast")
        let bad = DoctorFinding(check: "freezer", state: .problem, found: "read-only", remedy: "check ReadWritePaths")

        let outcome = try run(["doctor"], [.item(good), .item(bad), .end(.problemsFound, message: nil)])

        #expect(outcome.status == .problemsFound)
        #expect(outcome.messages.isEmpty)
        #expect(
            outcome.output == """
                STATE    CHECK    FOUND
                ok       audit    unicast
                problem  freezer  read-only
                freezer: check ReadWritePaths

                """)
    }

    @Test func `doctor ends with 0 on warnings alone`() throws {
        let finding = DoctorFinding(check: "bpf", state: .warning, found: "refused", remedy: "audit serves")

        #expect(try run(["doctor"], [.item(finding), .done]).status == .done)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `an act that the agent cannot see ends with 7 before anything is made`() throws {
        let outcome = try run(
            ["test", "detection", "--kind", "socket"], [.end(.impossible, message: "socket needs the audit sensor")])

        #expect(outcome.requests == [.test(TestArguments(kind: .socket))])
        #expect(outcome.status == .impossible)
        #expect(outcome.messages == "error: socket needs the audit sensor\n")
        #expect(outcome.output.isEmpty)
    }

    @Test func `an unknown act is a mistake, and the known ones are named`() throws {
        let outcome = try run(["test", "detection", "--kind", "fork"], [])

        #expect(outcome.status == .usage)
        for kind in ["exec", "socket", "file", "outside"] { #expect(outcome.messages.contains(kind)) }
        #expect(outcome.requests.isEmpty)
    }
}
