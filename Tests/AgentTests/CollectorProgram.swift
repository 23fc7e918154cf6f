import BehaviourModel
import Glibc
import LinuxKernel
import NIOSSL
import TestSupport

/// What tests of all programs together need; nil when all is there.
let deliveryNeeds: String? =
    agentNeeds
    ?? ["yagura-relay", "yagura-collector"].lazy.map { "\(productFolder)/\($0)" }.first { !fileExists($0) }.map {
        "needs \($0): swift build"
    }

/// The real collector in a folder of its own, and the real relay of one agent.
///
/// `@unchecked`: `collector` is touched by the thread that kills collectors alone, `relay` by the one that kills relays; the
/// test's own thread comes to both only after it has joined the two. The compiler cannot see a join.
final class CollectorProgram: @unchecked Sendable {
    let folder: String
    let relayFolder: String
    let port = Int.random(in: 30_000..<32_000)
    private var collector: Command?
    private var relay: Command?

    /// Makes a collector, and enrolls this host with it.
    init(in scratch: ScratchFolder) throws {
        folder = "\(scratch.path)/collector"
        relayFolder = "\(scratch.path)/relay"
        let program = "\(productFolder)/yagura-collector"
        let bundle = "\(scratch.path)/bundle.json"
        try Command.must([program, "init", "--dir", folder, "--name", "127.0.0.1", "--listen", "127.0.0.1:\(port)"])
        try Command.must([program, "issue", "--dir", folder, "--agent", OwnProcess.hostName, "--out", bundle])
        try Command.must(["\(productFolder)/yagura-relay", "enroll", "--bundle", bundle, "--dir", relayFolder])
    }

    var address: String { "https://127.0.0.1:\(port)" }

    func startCollector() throws {
        collector = try Command(["\(productFolder)/yagura-collector", "run", "--config", "\(folder)/collector.yaml"])
    }

    /// - Parameter address: of the collector, or of what stands before it.
    func startRelay(to address: String, stream: String) throws {
        let path = "\(relayFolder)/test.yaml"
        try writeFile(
            path,
            """
            sockets: { stream: \(stream) }
            collector: { urls: ["\(address)"], timeout: 10s, pause: { first: 10ms, longest: 300ms } }
            tls: { ca: \(relayFolder)/ca.pem, certificate: \(relayFolder)/certificate.pem, key: \(relayFolder)/key.pem }
            metrics: { listen: "off" }

            """)
        relay = try Command(["\(productFolder)/yagura-relay", "run", "--config", path])
    }

    func killCollector() { Self.end(&collector, SIGKILL) }
    func killRelay() { Self.end(&relay, SIGKILL) }

    /// Clean ends; the words of both.
    func stop() -> String {
        let words = (relay?.errors ?? "") + (collector?.errors ?? "")
        Self.end(&relay, SIGTERM)
        Self.end(&collector, SIGTERM)
        return words
    }

    private static func end(_ program: inout Command?, _ signal: Int32) {
        program?.signal(signal)
        if program?.wait(seconds: 15) == nil { program?.signal(SIGKILL) }
        program = nil
    }

    /// The papers of the collector's server, and those of the agent.
    func serverTLS() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile("\(folder)/server.pem").map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(folder)/server.key", format: .pem)))
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(folder)/ca.pem"))
        return tls
    }

    func agentTLS() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(relayFolder)/ca.pem"))
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile("\(relayFolder)/certificate.pem").map {
            .certificate($0)
        }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: "\(relayFolder)/key.pem", format: .pem))
        return tls
    }

    /// Every line that it has stored, in the order of its sequences; and what it found wrong.
    func stored() throws -> (lines: [[UInt8]], findings: String) {
        let script = """
            from sqlite3 import connect
            from sys import argv, stdout
            base = connect(argv[1])
            for body, in base.execute("SELECT body FROM lines JOIN bodies USING (position) ORDER BY epoch, sequence"):
                stdout.buffer.write(body + b"\\n")
            stdout.flush()
            for row in base.execute("SELECT kind, first, last FROM findings"): print("finding", *row)
            """
        let output = try Command.must(["/usr/bin/env", "python3", "-c", script, "\(folder)/collector.db"])
        let all = output.utf8.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let found = all.filter { $0.first != UInt8(ascii: "{") }
        return (
            all.filter { $0.first == UInt8(ascii: "{") },
            found.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        )
    }

    /// What `verify` says; throws unless it finds nothing.
    func verify() throws -> String {
        try Command.must(["\(productFolder)/yagura-collector", "verify", "--dir", folder])
    }
}
