import Collector
import Testing

@Suite struct CollectorConfigurationTests {
    @Test func `what is written is read back`() throws {
        var configuration = CollectorConfiguration()
        configuration.listen = ListenAddress(host: "::", port: 443)
        configuration.name = "collector.example.org"
        configuration.limits.connectionsEach = 9

        let read = try CollectorConfiguration.parse(Array(configuration.effectiveYAML.utf8)).get()

        #expect(read == configuration)
        #expect(read.url == "https://collector.example.org:443")
    }

    @Test func `all problems are reported together, with their places`() {
        let text = """
            listen: nowhere
            silence: 1s
            tls: { ca: relative.pem, colour: red }
            limits: { connections: 0 }
            """

        guard case .failure(let problems) = CollectorConfiguration.parse(Array(text.utf8)) else {
            Issue.record("accepted")
            return
        }

        #expect(problems.problems.map(\.key) == ["listen", "silence", "tls.ca", "tls.colour", "limits.connections"])
    }

    @Test(arguments: [
        ("0.0.0.0:8443", true), ("[::]:8443", true), ("[::1]:1", true), ("host.example:0", true), (":8443", false),
        ("8443", false), ("a:b", false), ("::1:8443", false), ("[host]:1", false), ("a:70000", false),
    ])
    func `addresses are read strictly`(text: String, isAddress: Bool) {
        #expect((ListenAddress(text) != nil) == isAddress)
    }
}
