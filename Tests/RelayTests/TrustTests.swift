import Glibc
import TestSupport
import Testing

/// Whom the relay believes, and by what it shows who it is.
@Suite(.serialized, .enabled(if: relayNeeds == nil, "\(relayNeeds ?? "")"))
struct TrustTests {
    /// Runs the relay against something wrong for a while; what it said. Nothing may be delivered or acknowledged.
    private func meets(_ scene: RelayScene, _ address: String, _ seen: () -> Int) throws -> String {
        try scene.agent.append(10)
        try scene.agent.open()
        try scene.start([address])
        #expect(eventually(within: 10) { scene.relay?.errors.contains("no answer") == true })
        #expect(try scene.agent.delivery.acknowledged == nil)
        #expect(seen() == 0)
        let (status, log) = scene.stop()
        #expect(status == 0)
        return log
    }

    @Test func `a collector of another authority gets nothing`() throws {
        let scene = try RelayScene()
        let other = try CertificateFolder(in: "\(scene.scratch.path)/other")
        try other.server()
        let collector = try FakeCollector(tls: FakeCollector.tls(other))
        defer { collector.close() }

        _ = try meets(scene, collector.address) { collector.seen.requests }
    }

    @Test func `a collector under another name gets nothing`() throws {
        let scene = try RelayScene()
        try scene.certificates.server("elsewhere", names: "DNS:collector.example")
        let collector = try scene.collector(server: "elsewhere")
        defer { collector.close() }

        _ = try meets(scene, collector.address) { collector.seen.requests }
    }

    @Test func `plain HTTP on the other side gets nothing`() throws {
        let scene = try RelayScene()
        let collector = try FakeCollector(tls: nil)
        defer { collector.close() }

        _ = try meets(scene, collector.address) { collector.seen.requests }
    }

    @Test func `a collector that speaks TLS 1.2 alone gets nothing`() throws {
        let scene = try RelayScene()
        var tls = try FakeCollector.tls(scene.certificates)
        tls.minimumTLSVersion = .tlsv12
        tls.maximumTLSVersion = .tlsv12
        let collector = try FakeCollector(tls: tls)
        defer { collector.close() }

        _ = try meets(scene, collector.address) { collector.seen.requests }
    }

    @Test func `a renewed certificate is shown without a restart, and half of one changes nothing`() throws {
        let scene = try RelayScene()
        try scene.agent.append(10)
        try scene.agent.open()
        let collector = try scene.collector()
        defer { collector.close() }
        try scene.start([collector.address])
        #expect(try scene.isDelivered())
        let folder = scene.certificates.path

        // The key is there before its certificate: the old pair stays in use.
        let pid = scene.relay?.pid
        try scene.certificates.agent("node-7", file: "next")
        try writeFile("\(folder)/agent.key", try scene.certificates.text("next.key"), mode: 0o600)
        #expect(eventually(within: 10) { scene.relay?.errors.contains("the old one stays in use") == true })
        try scene.agent.append(10)
        #expect(try scene.isDelivered())
        try writeFile("\(folder)/agent.pem", try scene.certificates.text("next.pem"))
        #expect(eventually(within: 10) { scene.relay?.errors.contains("certificate: read again") == true })
        try scene.agent.append(10)
        #expect(try scene.isDelivered(), "\(scene.relay?.errors ?? "")")

        #expect(scene.relay?.pid == pid && scene.relay?.isRunning == true)
        #expect(scene.metrics.contains("yagura_relay_certificate_reloads_total 1\n"))
        #expect(collector.seen.lines == (try scene.agent.lines))
        #expect(scene.stop().status == 0)
    }

    @Test func `a key without its certificate, a certificate of nobody, no files: a word and status 2`() throws {
        let scene = try RelayScene()
        try scene.agent.open()
        let folder = scene.certificates.path
        let key = try scene.certificates.text("agent.key")

        try writeFile("\(folder)/agent.key", try scene.certificates.text("server.key"))
        try scene.start(["https://127.0.0.1:1"])
        #expect(scene.relay?.wait(seconds: 10) == 2)
        #expect(scene.relay?.errors.contains("do not belong together") == true)

        try writeFile("\(folder)/agent.key", try scene.certificates.text("server.key"))
        try writeFile("\(folder)/agent.pem", try scene.certificates.text("server.pem"))
        try scene.start(["https://127.0.0.1:1"])
        #expect(scene.relay?.wait(seconds: 10) == 2)
        #expect(scene.relay?.errors.contains("names no agent") == true)

        try writeFile("\(folder)/agent.key", key)
        unlink("\(folder)/agent.pem")
        try scene.start(["https://127.0.0.1:1"])
        #expect(scene.relay?.wait(seconds: 10) == 2)
    }
}
