import BehaviourModel
import Collector
import Foundation
import Testing

@Suite struct IngestRouteTests {
    @Test func `lines are stored, acknowledged and read back as they were`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        let lines = maker.lines(3)

        let answer = try await relay.ingest(lines)
        let packed = try await relay.ingest(maker.lines(2), gzip: true)
        let list = try await reader.get("/api/v1/alerts?after=0&agent=node-7")

        #expect(answer.status == 200)
        #expect(answer.json["accepted"]?.integer == 3 && answer.json["duplicate"]?.integer == 0)
        #expect(
            answer.json["through"]?["epoch"]?.string == maker.epoch && answer.json["through"]?["sequence"]?.integer == 3
        )
        #expect(packed.json["through"]?["sequence"]?.integer == 5)
        #expect(list.json["alerts"]?.array?.count == 5)
        #expect(String(decoding: list.bytes, as: UTF8.self).contains(String(decoding: lines[1], as: UTF8.self)))
    }

    @Test func `without a certificate, with another agent's, or one that was revoked nothing is stored`() async throws {
        let collector = try await RunningCollector()
        var maker = LineMaker()
        let line = maker.next()
        let other = try await collector.agent("node-8")
        let relay = try await collector.agent("node-7")

        let nobody = try await collector.anybody().ingest([line])
        let foreign = try await other.ingest([line])
        try await collector.home.revoke(agent: "node-7")
        let revoked = try await relay.ingest([line])

        #expect(nobody.status == 403 && nobody.json["type"]?.string?.hasSuffix("/no-certificate") == true)
        #expect(foreign.status == 403 && foreign.json["type"]?.string?.hasSuffix("/foreign-agent") == true)
        #expect(revoked.status == 403 && revoked.json["type"]?.string?.hasSuffix("/revoked") == true)
        #expect(nobody.headers["content-type"] == "application/problem+json")
        #expect(try await collector.parts.store.newestPosition() == 0)
        #expect(collector.parts.counters.refusedCertificates.value == 3)
    }

    @Test func `a certificate of another authority, and one that has expired, fail the handshake`() async throws {
        let collector = try await RunningCollector()
        var maker = LineMaker()
        let line = maker.next()
        let name = try #require(AgentName("node-7"))
        let strangers = try CertificateAuthority(name: "stranger", now: Date()).issueAgent(name, now: Date())
        let own = try CertificateAuthority(
            certificate: collector.authority, key: collector.home.folder.read(.authorityKey))
        let expired = try own.issueAgent(name, now: Date(), days: -1)

        for issued in [strangers, expired] {
            let client = try TestClient(
                port: collector.port, authority: collector.authority, certificate: issued.certificate, key: issued.key,
                chainKey: nil)
            await #expect(throws: (any Error).self) { try await client.ingest([line]) }
        }
        #expect(collector.server.refusedHandshakes >= 2)
        #expect(try await collector.parts.store.newestPosition() == 0)
    }

    @Test func `a certificate of the authority that was never written down is refused`() async throws {
        let collector = try await RunningCollector()
        var maker = LineMaker()
        let own = try CertificateAuthority(
            certificate: collector.authority, key: collector.home.folder.read(.authorityKey))
        let issued = try own.issueAgent(#require(AgentName("node-7")), now: Date())
        let client = try TestClient(
            port: collector.port, authority: collector.authority, certificate: issued.certificate, key: issued.key,
            chainKey: nil)

        let answer = try await client.ingest([maker.next()])

        #expect(answer.status == 403 && answer.json["type"]?.string?.hasSuffix("/not-issued") == true)
    }

    @Test func `a line that can never be stored is named, and nothing of its request is stored`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        var maker = LineMaker()

        let answer = try await relay.ingest([maker.next(), Array("<script>".utf8), maker.next()])

        #expect(answer.status == 422)
        #expect(answer.json["type"]?.string?.hasSuffix("/refused-line") == true)
        #expect(answer.json["line"]?.integer == 2 && answer.json["reason"]?.string?.isEmpty == false)
        #expect(try await collector.parts.store.newestPosition() == 0)
    }

    @Test func `bodies too large, packed too well, of other types are refused`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let kind = ("Content-Type", "application/x-ndjson")
        let path = "/api/v1/ingest"

        let large = try await relay.send("POST", path, body: [UInt8](repeating: 0x20, count: 5 << 20), headers: [kind])
        let bomb = try await relay.send(
            "POST", path, body: pack([UInt8](repeating: 0x20, count: 64 << 20)),
            headers: [kind, ("Content-Encoding", "gzip")])
        let broken = try await relay.send(
            "POST", path, body: [1, 2, 3], headers: [kind, ("Content-Encoding", "gzip")])
        let brotli = try await relay.send("POST", path, body: [1], headers: [kind, ("Content-Encoding", "br")])
        let form = try await relay.send("POST", path, body: [1], headers: [("Content-Type", "text/plain")])
        let empty = try await relay.ingest([])

        #expect(large.status == 413 && bomb.status == 413)
        #expect(broken.status == 400 && empty.status == 400)
        #expect(brotli.status == 415 && form.status == 415)
    }

    @Test func `a full store answers 503 and loses nothing that it acknowledged, and reading goes on`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        let first = maker.lines(5)
        _ = try await relay.ingest(first)
        try collector.parts.store.setLimit(1)

        let many = maker.lines(500)
        let full = try await relay.ingest(many)
        let list = try await reader.get("/api/v1/alerts?after=0")
        let notReady = try await reader.get("/readyz")
        try collector.parts.store.setLimit(1 << 32)
        let again = try await relay.ingest(many)

        #expect(full.status == 503 && full.headers["retry-after"] != nil)
        #expect(list.status == 200 && list.json["alerts"]?.array?.count == 5)
        #expect(notReady.status == 503)
        #expect(again.status == 200 && again.json["accepted"]?.integer == 500)
        #expect(try await reader.get("/readyz").status == 200)
    }

    @Test func `an agent that sends too fast is told when to come again`() async throws {
        let collector = try await RunningCollector { $0.limits.rate = 1 }
        let relay = try await collector.agent("node-7")
        var maker = LineMaker()

        for _ in 0..<3 { #expect(try await relay.ingest(maker.lines(1_000)).status == 200) }
        let held = try await relay.ingest(maker.lines(1))

        #expect(held.status == 429)
        #expect(held.headers["retry-after"].flatMap { Int($0) }.map { $0 > 1 } == true)
    }

    @Test func `what is refused counts against the rate like what is stored`() async throws {
        let collector = try await RunningCollector { $0.limits.rate = 1 }
        let relay = try await collector.agent("node-7")
        var maker = LineMaker()
        let lines = maker.lines(999) + [Array("no JSON".utf8)]

        for _ in 0..<3 { #expect(try await relay.ingest(lines).status == 422) }
        let held = try await relay.ingest(lines)

        #expect(held.status == 429)
        #expect(held.headers["connection"] == "close", "its body is not read")
    }

    @Test func `long lines count as several`() {
        var short = AgentPace.Cost()
        var long = AgentPace.Cost()
        short.add(LineMaker.body(Array(repeating: Array("{}".utf8), count: 7)))
        long.add([UInt8](repeating: 0x20, count: 1 << 20))

        #expect((AgentPace.Cost().lines, short.lines, long.lines) == (1, 7, 256))
    }

    @Test func `an answer and the log stay short whatever a line holds, and however often it comes`() async throws {
        let log = KeptLog()
        let collector = try await RunningCollector(logger: log.logger)
        let relay = try await collector.agent("node-7")
        let hash = String(repeating: "f", count: 900_000)
        let line = Array(#"{"agent":"node-7","epoch":"e","previous":"\#(hash)","schema":"x","sequence":1}"#.utf8)
        var maker = LineMaker(agent: String(repeating: "n", count: 100_000))
        let foreign = maker.next()
        let anybody = try collector.anybody()
        let began = ContinuousClock.now

        for _ in 0..<5 {
            let answer = try await relay.ingest([line])
            #expect(answer.status == 422 && answer.json["line"]?.integer == 1 && answer.bytes.count < 4_096)
            #expect(try await relay.ingest([foreign]).bytes.count < 4_096)
        }
        for _ in 0..<40 { #expect(try await anybody.ingest([line]).status == 403) }
        let seconds = Int((ContinuousClock.now - began).components.seconds)

        let refusals = log.lines.filter { $0.contains("refused") }
        #expect(refusals.allSatisfy { $0.utf8.count < 2_000 })
        #expect(!refusals.isEmpty && refusals.count <= 2 * (seconds + 2))
        #expect(refusals.count < 50)
    }

    @Test func `hostile words come back as they were and break nothing`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        let hostile = "</script><script>alert(1)</script>\u{1B}[2J\r\n\u{202E}' OR 1=1 --\u{0}"
        var maker = LineMaker()
        let line = maker.next {
            $0.workload = AlertWorkload(scope: hostile, name: hostile)
            $0.tripwire = hostile
            $0.incident = hostile
            $0.id = hostile
        }

        #expect(try await relay.ingest([line]).status == 200)
        let list = try await reader.get("/api/v1/alerts")
        let stored = try #require(list.json["alerts"]?.array?.first)

        #expect(stored["alert"]?["tripwire"]?.string == hostile)
        #expect(
            list.headers["x-content-type-options"] == "nosniff" && list.headers["content-type"] == "application/json")
        #expect(!list.bytes.contains(0x1B) && !list.bytes.contains(0x0D))
    }
}
