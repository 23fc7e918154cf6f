import BehaviourModel
import Glibc
@testable import Relay
import TestSupport
import Testing

@Suite(.enabled(if: relayNeeds == nil, "\(relayNeeds ?? "")"))
struct EnrolmentTests {
    private static let chainKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----

        """

    private func bundle(_ certificates: CertificateFolder) throws -> JSONObject {
        [
            "schema": "yagura.bundle/1", "agent": "node-7", "collector_urls": ["https://collector.example:8443"],
            "ca": .string(try certificates.text("ca.pem")), "certificate": .string(try certificates.text("agent.pem")),
            "key": .string(try certificates.text("agent.key")), "chain_key": .string(Self.chainKey),
        ]
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func `a bundle becomes files that the relay starts with, keys for their owners alone`() throws {
        let scratch = try ScratchFolder()
        let certificates = try CertificateFolder(in: "\(scratch.path)/tls")
        try certificates.agent("node-7")
        let file = "\(scratch.path)/node-7.json"
        try writeFile(file, CanonicalJSON.bytes(.object(try bundle(certificates))), mode: 0o600)
        let folder = "\(scratch.path)/etc"

        let words = try Enrolment.lay(file, in: folder)
        let again = try Enrolment.lay(file, in: folder + "/")
        let configuration = try RelayConfiguration.load(path: "\(folder)/relay.yaml").get()

        #expect(entries(of: folder) == ["ca.pem", "certificate.pem", "chain.key", "key.pem", "relay.yaml"])
        #expect(mode("\(folder)/key.pem") == 0o600)
        #expect(mode("\(folder)/chain.key") == 0o600)
        #expect(mode("\(folder)/certificate.pem") == 0o644)
        #expect(mode("\(folder)/relay.yaml") == 0o644)
        #expect(try readText("\(folder)/chain.key") == Self.chainKey)
        #expect(configuration.collector.addresses.map(\.text) == ["https://collector.example:8443"])
        #expect(configuration.tls.certificate == "\(folder)/certificate.pem")
        #expect(words.contains { $0.contains("agent node-7, valid until") })
        #expect(again.contains { $0.contains("relay.yaml stays") })
    }

    @Test func `a bundle of another authority than the expected one lays down nothing`() throws {
        let scratch = try ScratchFolder()
        let certificates = try CertificateFolder(in: "\(scratch.path)/tls")
        try certificates.agent("node-7")
        let file = "\(scratch.path)/node-7.json"
        try writeFile(file, CanonicalJSON.bytes(.object(try bundle(certificates))), mode: 0o600)
        let folder = "\(scratch.path)/etc"
        let shown = try Command.must([
            "openssl", "x509", "-in", "\(scratch.path)/tls/ca.pem", "-noout", "-fingerprint", "-sha256",
        ])
        let right = String(shown.split(separator: "=").last?.dropLast() ?? "")

        for wrong in [String(repeating: "0", count: 64), "", "AB:CD", right + "00"] {
            #expect(throws: EnrolmentProblem.self) {
                _ = try Enrolment.lay(file, in: folder, fingerprint: wrong)
            }
        }
        #expect(entries(of: folder).isEmpty)
        let words = try Enrolment.lay(file, in: folder, fingerprint: right)
        #expect(words.first?.hasSuffix("\(right), as expected") == true)
        let compact = right.lowercased().filter { $0 != ":" }
        #expect(try Enrolment.lay(file, in: folder, fingerprint: compact).count == words.count)
    }

    @Test(
        arguments: [
            ("schema", "yagura.bundle/2"), ("agent", 7), ("collector_urls", ["ftp://x"]),
            ("collector_urls", "https://x"),
            ("ca", .null), ("chain_key", "no key"), ("certificate", .null),
        ] as [(String, JSONValue)])
    func `what is no bundle lays down nothing`(key: String, value: JSONValue) throws {
        let scratch = try ScratchFolder()
        let certificates = try CertificateFolder(in: "\(scratch.path)/tls")
        try certificates.agent("node-7")
        var object = try bundle(certificates)
        object[key] = value
        let file = "\(scratch.path)/bundle.json"
        try writeFile(file, CanonicalJSON.bytes(.object(object)), mode: 0o600)

        #expect(throws: EnrolmentProblem.self) { try Enrolment.lay(file, in: "\(scratch.path)/etc") }
        #expect(!fileExists("\(scratch.path)/etc/key.pem"))
    }
}
