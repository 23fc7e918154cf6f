import BehaviourModel
import Collector
import Foundation
import TestSupport
import Testing

@Suite struct AgentCommandTests {
    private let folder: TemporaryFolder
    private let made: InitialiseCommand.Result
    private let home: CollectorHome

    init() async throws {
        folder = try TemporaryFolder()
        made = try await InitialiseCommand(
            directory: folder.file("home"), names: ["collector.example.org"],
            listen: ListenAddress(host: "127.0.0.1", port: 8_443)
        ).run()
        home = try CollectorHome(directory: folder.file("home"))
    }

    private func bundle(_ agent: String, urls: [String]) async throws -> JSONValue {
        try await home.issue(agent: agent, out: folder.file(agent), urls: urls)
        return try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(agent)))))
    }

    @Test func `agents are listed with how they are`() async throws {
        _ = try await bundle("node-7", urls: [])
        _ = try await bundle("node-8", urls: [])
        try await home.revoke(agent: "node-8")

        let table = try await home.agents(asJSON: false)
        let json = try await home.agents(asJSON: true).map { try JSONParser.parse(Array($0.utf8)) }

        #expect(table.count == 3 && table[0].hasPrefix("AGENT   HEALTH"))
        #expect(table[1].hasPrefix("node-7  new      never"))
        #expect(table[2].hasPrefix("node-8  revoked"))
        #expect(json.map { $0["agent"]?.string } == ["node-7", "node-8"])
        #expect(json.map { $0["health"]?.string } == ["new", "new"] && json[1]["revoked"]?.string != nil)
    }

    @Test func `a bundle names the collectors that it is told, in their order`() async throws {
        let urls = ["https://a.example.org:8443", "https://[2001:db8::1]:8443", "https://b.example.org"]

        #expect(try await bundle("node-7", urls: urls)["collector_urls"] == .strings(urls))
        #expect(
            try await bundle("node-8", urls: [])["collector_urls"] == .strings(["https://collector.example.org:8443"]))
    }

    @Test(arguments: ["http://a.example.org", "https://", "https://a.example.org/", "https://a:0", "https://a b", "a"])
    func `a bundle names nothing that a relay would refuse`(url: String) async throws {
        let error = await #expect(throws: CollectorError.self) { _ = try await bundle("node-7", urls: [url]) }

        #expect(error?.status == .usage)
        #expect(!FileManager.default.fileExists(atPath: folder.file("node-7")))
    }

    @Test func `the fingerprint is the one that openssl shows`() throws {
        let shown = try Command.must([
            "openssl", "x509", "-in", folder.file("home/ca.pem"), "-noout", "-fingerprint", "-sha256",
        ])

        #expect(shown.hasSuffix("=\(made.fingerprint)\n"))
        #expect(try home.authorityPrint() == made.fingerprint)
    }
}
