import AgentStore
import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing
import WireProtocol

/// The stream socket of the real agent: who may use it, what it gives, and what it bears.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct StreamTests {
    static let epoch = "0b5e55ed-0000-4000-8000-000000000001"
    private static let stored = 2_500
    /// RFC 8032, section 7.1, test 1.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----

        """

    @Test func `the relay's user reads, hears and acknowledges; nobody else, nothing else, and nobody holds it up`()
        throws
    {
        try HostAudit.restored {
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(runc: runc.stateRoot, lease: 2, streamUser: "nobody")
            try Self.fill(agent)
            try agent.start()
            try refusesOthers(agent)
            try readsInBatches(agent)
            try bearsNonsense(agent)
            try signsHeartbeats(agent)
            try acknowledges(agent)
            try hearsNews(agent, try Victim(try runc.run(Victim.bundle)))
            try surplusIsRefused(agent)
            try slowReaderHoldsNobodyUp(agent, runc)
            #expect(try KernelWitness.networkSockets(of: agent.pid) == [])
            #expect(try agent.stop() == 0)
            #expect(!fileExists(agent.stream))
        }
    }

    /// Lines of an earlier life of the agent.
    static func fill(_ agent: AgentProgram, lines count: Int = stored) throws {
        var options = StoreOptions(
            directory: agent.store, agent: OwnProcess.hostName, machine: OwnProcess.machineID,
            limit: ByteCount(bytes: 256 << 20))
        options.busyMilliseconds = 1_000
        var store = try AgentStore(options, newEpoch: epoch, now: 1)
        let lines = (0..<count).map { number in
            var alert = Alert(
                id: "", agent: "", kind: .anomaly, severity: .low, unixNanoseconds: 1_700_000_000_000_000_000,
                bootNanoseconds: 5, bootID: "b0", configuration: String(repeating: "a", count: 64))
            alert.unknown["number"] = .integer(Int64(number))
            alert.unknown["padding"] = .string(String(repeating: "x", count: 700))
            return alert
        }
        try store.append(lines)
    }

    private func refusesOthers(_ agent: AgentProgram) throws {
        let status = try Directory.working.status(agent.stream)
        #expect(status.permissions == 0o660)
        // Were the socket open to all, the agent itself would still look who comes.
        chmod(agent.stream, 0o666)
        chmod(agent.scratch.path, 0o755)
        chmod("\(agent.scratch.path)/run", 0o755)
        let script = """
            from socket import AF_UNIX, socket
            from sys import argv
            link = socket(AF_UNIX); link.settimeout(20); link.connect(argv[1])
            try: link.sendall(b'{"schema":"yagura.stream/1","request":"read"}\\n')
            except BrokenPipeError: pass
            print(link.recv(4096).decode(), end="")
            """
        func ask(as user: String) throws -> String {
            try Command.run(
                [
                    "setpriv", "--reuid=\(user)", "--regid=65534", "--clear-groups", "/usr/bin/env", "python3", "-c",
                    script, agent.stream,
                ]
            ).output
        }
        #expect(try ask(as: "12345").contains("\"status\":6"))
        #expect(try ask(as: "65534").contains("\"batch\""))
    }

    private func readsInBatches(_ agent: AgentProgram) throws {
        let probe = try StreamProbe(agent.stream)
        var place: StreamPosition?
        var lines: [[UInt8]] = []
        while let (header, read) = try probe.read(StreamReadArguments(after: place)) {
            #expect(read.count <= 1_000)
            #expect(read.reduce(0) { $0 + $1.count + 1 } <= StreamReadArguments.byteLimit)
            #expect(header.agent == OwnProcess.hostName)
            lines += read
            place = StreamPosition(epoch: header.epoch, sequence: header.ends.last ?? 0)
        }
        #expect(lines.count >= Self.stored)
        #expect(HashChain.verify(lines: lines).isWhole)
        #expect(try probe.read(StreamReadArguments(lines: 3))?.0.ends == [1, 2, 3])
    }

    private func bearsNonsense(_ agent: AgentProgram) throws {
        let probe = try StreamProbe(agent.stream)
        let nonsense = ["x", "{}", #"{"schema":"yagura.control/1","request":"respond"}"#, "[[[[", "\u{0}\u{7}"]
        for text in nonsense {
            try probe.send(Array((text + "\n").utf8))
            guard case .end(.usage, _)? = try probe.answer() else {
                Issue.record("\(text) was not refused")
                continue
            }
        }
        #expect(try probe.acknowledge(.init(through: .init(epoch: "never", sequence: 1))) == .notFound)
        #expect(try probe.acknowledge(.init(through: .init(epoch: Self.epoch, sequence: 1 << 60))) == .notFound)
        try probe.send(.read(StreamReadArguments(after: .init(epoch: "never", sequence: 0))))
        guard case .end(.notFound, _)? = try probe.answer() else {
            Issue.record("a place of an unknown epoch was not refused")
            return
        }
        // Longer than any request: it is told so, and the connection ends.
        try? probe.send([UInt8](repeating: UInt8(ascii: "y"), count: 200_000))
        guard case .end(.usage, _)? = try probe.answer() else {
            Issue.record("a request without an end was not refused")
            return
        }
        #expect(try probe.line(within: 2) == nil)
    }

    private func signsHeartbeats(_ agent: AgentProgram) throws {
        let probe = try StreamProbe(agent.stream)
        let unsigned = try #require(try probe.heartbeat())
        #expect(unsigned["signature"] == nil)
        try writeFile(agent.chainKey, Self.key, mode: 0o644)
        chmod(agent.chainKey, 0o644)
        #expect(try probe.heartbeat()?["signature"] == nil)
        #expect(try agent.status.problems.contains { $0.contains("0600") })
        chmod(agent.chainKey, 0o600)
        let signed = try #require(try probe.heartbeat())
        let key = try ChainKey(pem: Array(Self.key.utf8)).publicKey
        #expect(key.isSignature(of: signed))
        let heartbeat = try Heartbeat(.object(signed))
        #expect(heartbeat.agent == OwnProcess.hostName)
        #expect(heartbeat.epoch == Self.epoch)
        #expect(heartbeat.health.known == .ok)
        #expect(
            heartbeat.sensors.map { "\($0.name) \($0.state)" }
                == (try agent.status.sensors).map { "\($0.name) \($0.state.text)" })
        let newest = try #require(try agent.alerts.last)
        #expect(heartbeat.head.sequence == newest.sequence)
        #expect(heartbeat.head.hash == Fingerprint(of: newest.line))
        #expect(try agent.status.stream?.isSigned == true)
    }

    private func acknowledges(_ agent: AgentProgram) throws {
        let probe = try StreamProbe(agent.stream)
        let before = try agent.status
        #expect(before.stream?.acknowledged == nil)
        #expect(before.alerts.undelivered == nil)
        let waiting = try agent.begin(["wait", "delivered", "--timeout", "20s"])
        let head = before.alerts.sequence
        #expect(
            try probe.acknowledge(
                .init(
                    through: .init(epoch: Self.epoch, sequence: 1_000),
                    refused: [.init(sequence: 999, reason: "hostile \u{1B}[2J words")])) == .done)
        #expect(try probe.acknowledge(.init(through: .init(epoch: Self.epoch, sequence: 10))) == .done)
        #expect(try probe.read(StreamReadArguments(lines: 1))?.0.ends == [1_001])
        let middle = try agent.status
        #expect(middle.stream?.acknowledged == StreamPosition(epoch: Self.epoch, sequence: 1_000))
        #expect(middle.stream?.refused == 1)
        #expect(middle.alerts.undelivered == head - 1_000)
        #expect(waiting.isRunning)
        #expect(try probe.acknowledge(.init(through: .init(epoch: Self.epoch, sequence: head))) == .done)
        #expect(waiting.wait(seconds: 5) == 0)
        #expect(agent.process?.errors.contains("\u{1B}") == false)
    }

    /// A subscriber hears at once of a line, and each ten seconds how the agent fares.
    private func hearsNews(_ agent: AgentProgram, _ victim: Victim) throws {
        let probe = try StreamProbe(agent.stream)
        try probe.send(.subscribe)
        guard case .heartbeat? = try probe.answer(), case .news(let start)? = try probe.answer() else {
            Issue.record("a subscription does not begin with a heartbeat and the place")
            return
        }
        #expect(try agent.status.stream?.connected == 1)
        #expect(
            try eventually(within: 10) { try agent.containers.contains { $0.id == victim.container } })
        try agent.yagura(["respond", "freeze", victim.container])
        guard case .news(let place)? = try probe.answer() else {
            Issue.record("no news of a stored line")
            return
        }
        #expect(place.sequence > start.sequence)
        var answer = try probe.answer(within: 12)
        while case .news? = answer { answer = try probe.answer(within: 12) }
        guard case .heartbeat? = answer else {
            Issue.record("no second heartbeat within 12 s")
            return
        }
        // What is said during a subscription ends it.
        try probe.send(.heartbeat)
        while let next = try probe.answer() {
            guard case .end(let status, _) = next else { continue }
            #expect(status == .usage)
            break
        }
    }

    private func surplusIsRefused(_ agent: AgentProgram) throws {
        var probes: [StreamProbe] = []
        for _ in 0..<4 {
            let probe = try StreamProbe(agent.stream)
            #expect(try probe.heartbeat() != nil)
            probes.append(probe)
        }
        let surplus = try StreamProbe(agent.stream)
        guard case .end(.refused, _)? = try surplus.answer() else {
            Issue.record("a fifth connection was not refused")
            return
        }
        probes.removeAll()
        #expect(
            eventually(within: 5) {
                usleep(50_000)  // the agent tells nobody that a place is free: it is tried again, twenty times a second
                return (try? StreamProbe(agent.stream).heartbeat()) ?? nil != nil
            })
    }

    /// Readers that ask for much and read nothing: detection, storing and other readers go on.
    private func slowReaderHoldsNobodyUp(_ agent: AgentProgram, _ runc: RuncHost) throws {
        let victim = try Victim(try runc.run(Victim.bundle))
        #expect(try eventually(within: 10) { try agent.containers.contains { $0.id == victim.container } })
        let slow = try (0..<3).map { _ in try StreamProbe(agent.stream) }
        for probe in slow {
            let request = StreamRequest.read(.init(after: .init(epoch: Self.epoch, sequence: 0)))
            for _ in 0..<20 { try probe.send(request) }
        }
        try agent.yagura(["respond", "freeze", victim.container])
        let head = try agent.status.alerts.sequence
        let probe = try StreamProbe(agent.stream)
        let read = try #require(try probe.read(.init(after: .init(epoch: Self.epoch, sequence: head - 1))))
        #expect(read.0.ends.last ?? 0 >= head)
        // The three have their places still: nothing above waited until they were given up.
        let surplus = try StreamProbe(agent.stream)
        guard case .end(.refused, _)? = try surplus.answer() else {
            Issue.record("a slow reader was given up before others were served")
            return
        }
        // One that does not read for ten seconds is given up.
        #expect(
            eventually(within: 15) {
                usleep(100_000)  // the same: a reader that is given up is told of to nobody else
                return (try? StreamProbe(agent.stream).heartbeat()) ?? nil != nil
            })
        #expect(KernelWitness.residentKiB(of: agent.pid) < 120_000)
    }
}
