import BehaviourModel
import Collector
import Foundation
import NIOSSL
import Testing

@Suite struct CertificateTests {
    @Test(arguments: [
        ("node-7", true), ("a", true), ("Node_7.example", true), ("", false), ("-a", false), ("a b", false),
        ("a/b", false), ("ä", false), ("a\n", false), (String(repeating: "a", count: 129), false),
    ])
    func `names of agents are plain`(text: String, isName: Bool) {
        #expect((AgentName(text) != nil) == isName)
    }

    @Test(arguments: [
        ("yagura://agent/node-7", "node-7"), ("yagura://agent/", nil), ("yagura://agent/a/b", nil),
        ("https://agent/node-7", nil), ("yagura://agent/collector", "collector"),
    ])
    func `the name in a certificate is read strictly`(uri: String, name: String?) {
        #expect(AgentName(uri: uri)?.text == name)
    }

    @Test func `an issued certificate names its agent and ends`() throws {
        let authority = try CertificateAuthority(name: "test", now: Date())
        let issued = try authority.issueAgent(#require(AgentName("node-7")), now: Date())
        let certificate = try #require(try NIOSSLCertificate.fromPEMBytes(Array(issued.certificate.utf8)).first)

        let peer = try #require(PeerCertificate(certificate))

        #expect(peer.agent.text == "node-7")
        #expect(peer.serial == issued.serial && peer.fingerprint == issued.fingerprint)
        #expect(abs(peer.expires.timeIntervalSince(issued.expires)) < 2)
    }

    @Test func `the server's certificate and one for the collector's own name are no agent's`() throws {
        let authority = try CertificateAuthority(name: "test", now: Date())
        let server = try authority.issueServer(names: ["localhost", "127.0.0.1", "::1"], now: Date())
        let own = try authority.issueAgent(#require(AgentName("collector")), now: Date())

        for issued in [server, own] {
            let certificate = try #require(try NIOSSLCertificate.fromPEMBytes(Array(issued.certificate.utf8)).first)
            #expect(PeerCertificate(certificate) == nil)
        }
    }

    @Test func `keys and bundles are for their owner alone`() async throws {
        let folder = try TemporaryFolder()
        let made = folder.file("home")
        let result = try await InitialiseCommand(
            directory: made, names: ["localhost"], listen: ListenAddress(host: "127.0.0.1", port: 8_443)
        ).run()
        let home = try CollectorHome(directory: made)
        let out = folder.file("bundle")
        try await home.issue(agent: "node-7", out: out)

        func mode(_ path: String) throws -> Int {
            let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            return try #require((value as? NSNumber)?.intValue ?? (value as? Int) ?? (value as? UInt).map { Int($0) })
        }
        #expect(result.link.hasPrefix("https://localhost:8443/setup#"))
        for file in ["ca.key", "server.key", "collector.yaml", "collector.db"] {
            #expect(try mode("\(made)/\(file)") == 0o600, "\(file)")
        }
        #expect(try mode("\(made)/ca.pem") == 0o644 && mode(out) == 0o600 && mode(made) == 0o700)
        let bundle = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: out))))
        #expect(bundle["schema"]?.string == "yagura.bundle/1" && bundle["agent"]?.string == "node-7")
        #expect(bundle["collector_urls"]?.array == ["https://localhost:8443"])
        await #expect(throws: CollectorError.self) { try await home.issue(agent: "node-7", out: out) }
        await #expect(throws: CollectorError.self) { try await home.issue(agent: "collector", out: folder.file("x")) }
        await #expect(throws: CollectorError.self) { try await home.revoke(agent: "node-9") }
        await #expect(throws: CollectorError.self) {
            try await InitialiseCommand(directory: made, names: [], listen: ListenAddress(host: "::", port: 1)).run()
        }
    }
}
