import BehaviourModel
import Glibc
import TestSupport
import WireProtocol

/// A fake agent, a fake collector, and the real relay between them.
final class RelayScene {
    let scratch: ScratchFolder
    let certificates: CertificateFolder
    let agent: FakeAgent
    private(set) var relay: Command?
    let metricsPort: Int

    init(agent name: String = "node-7") throws {
        scratch = try ScratchFolder()
        certificates = try CertificateFolder(in: "\(scratch.path)/tls")
        try certificates.server()
        try certificates.agent(name)
        agent = try FakeAgent(name: name, in: scratch.path)
        metricsPort = Int.random(in: 20_000..<30_000)
    }

    deinit { agent.close() }

    func collector(port: Int = 0, server: String = "server") throws -> FakeCollector {
        try FakeCollector(tls: FakeCollector.tls(certificates, server: server), port: port)
    }

    /// - Parameter pause: the longest between two tries, in milliseconds.
    func start(_ collectors: [String], pause: Int = 60, authority: String = "ca.pem", proxy: String = "none") throws {
        let folder = certificates.path
        let path = "\(scratch.path)/relay.yaml"
        try writeFile(
            path,
            """
            sockets: { stream: \(agent.socket) }
            collector:
              urls: [\(collectors.joined(separator: ", "))]
              timeout: 5s
              proxy: \(proxy)
              pause: { first: 10ms, longest: \(pause)ms }
            tls: { ca: \(folder)/\(authority), certificate: \(folder)/agent.pem, key: \(folder)/agent.key }
            metrics: { listen: 127.0.0.1:\(metricsPort) }

            """)
        relay = try Command([relayProgram, "run", "--config", path])
    }

    /// A clean stop: its exit status, and what it said.
    @discardableResult
    func stop() -> (status: Int32?, log: String) {
        guard let relay else { return (nil, "") }
        relay.signal(SIGTERM)
        let status = relay.wait(seconds: 15)
        self.relay = nil
        return (status, relay.errors)
    }

    func kill() {
        relay?.signal(SIGKILL)
        _ = relay?.wait(seconds: 5)
        relay = nil
    }

    /// Whether everything stored becomes acknowledged in time.
    func isDelivered(within seconds: Double = 20) throws -> Bool {
        try eventually(within: seconds) {
            usleep(10_000)  // the pace of looking
            return try agent.delivery.undelivered.isEmpty
        }
    }

    var metrics: String {
        (try? Command.run(["curl", "-s", "http://127.0.0.1:\(metricsPort)/metrics"]).output) ?? ""
    }
}
