import ConfigurationReading
@testable import Relay
import Testing

@Suite struct RelayConfigurationTests {
    private func read(_ text: String) -> Result<RelayConfiguration, ConfigurationProblems> {
        RelayConfiguration.parse(Array(text.utf8), file: "relay.yaml")
    }

    @Test func `one address is enough, everything else has a default`() throws {
        let configuration = try read("collector: { urls: [https://c.example:8443] }").get()

        #expect(configuration.collector.addresses.map(\.text) == ["https://c.example:8443"])
        #expect(configuration.stream == "/run/yagura/stream.sock")
        #expect(configuration.metrics.host == "127.0.0.1")
        #expect(configuration.metrics.port == 9_617)
        #expect(configuration.tls.key == "/etc/yagura/key.pem")
        #expect(configuration.collector.proxy == .none)
    }

    @Test(arguments: [
        "", "collector: { urls: [] }", "collector: { urls: [http://c.example] }",
        "collector: { urls: [https://c.example/path] }", "collector: { urls: [https://user@c.example] }",
        "collector: { urls: [https://c.example:0] }", "collector: { urls: [https://c.example:70000] }",
        "collector: { urls: [https://] }", "collector: { urls: [https://[::1] }",
        "collector: { urls: [https://c], proxy: ftp://x }", "collector: { urls: [https://c], timeout: 0s }",
        "collector: { urls: [https://c], pause: { first: 10s, longest: 1s } }",
        "collector: { urls: [https://c] }\nmetrics: { listen: 0.0.0.0:9617 }",
        "collector: { urls: [https://c] }\nmetrics: { listen: 192.168.1.1:9617 }",
        "collector: { urls: [https://c] }\nmetrics: { listen: 127.0.0.1 }",
        "collector: { urls: [https://c] }\nmetrics: { listen: 127.evil.0.1:80 }",
        "collector: { urls: [https://c] }\ntls: { ca: relative.pem }",
        "collector: { urls: [https://c] }\nextra: 1",
    ])
    func `what cannot be meant is reported`(text: String) {
        #expect(throws: ConfigurationProblems.self) { try read(text).get() }
    }

    @Test(
        arguments: [
            ("127.0.0.1:9617", "127.0.0.1", 9_617), ("127.1.2.3:80", "127.1.2.3", 80), ("\"[::1]:9617\"", "::1", 9_617),
            ("localhost:1", "localhost", 1),
        ] as [(String, String, Int)])
    func `metrics listen on loopback`(listen: String, host: String, port: Int) throws {
        let metrics = try read("collector: { urls: [https://c] }\nmetrics: { listen: \(listen) }").get().metrics

        #expect(metrics.host == host)
        #expect(metrics.port == port)
    }

    @Test func `beyond loopback needs a word of its own, and off is off`() throws {
        let start = "collector: { urls: [https://c] }\n"

        #expect(
            try read(start + "metrics: { listen: 0.0.0.0:9617, beyond_loopback: true }").get().metrics.host == "0.0.0.0"
        )
        #expect(try read(start + "metrics: { listen: off }").get().metrics.host == nil)
    }

    @Test(
        arguments: [
            ("http://p.example", .http(host: "p.example", port: 3_128)),
            ("http://p.example:8080/", .http(host: "p.example", port: 8_080)),
            ("socks5://p.example", .socks(host: "p.example", port: 1_080)), ("", .none), ("nonsense", .none),
        ] as [(String, ProxyChoice)])
    func `the environment's proxy is taken where it is asked for`(value: String, expected: ProxyChoice) {
        let environment = ["https_proxy": value, "no_proxy": "inside.example, .local"]

        #expect(ProxyChoice.environment.resolved(for: "c.example", environment: environment) == expected)
        #expect(ProxyChoice.environment.resolved(for: "a.inside.example", environment: environment) == .none)
        #expect(ProxyChoice.environment.resolved(for: "x.local", environment: environment) == .none)
        #expect(ProxyChoice.none.resolved(for: "c.example", environment: environment) == .none)
    }
}
