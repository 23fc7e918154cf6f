import AsyncHTTPClient
import BehaviourModel
import Collector
import Foundation
import GRDB
import NIOCore
import NIOSSL
import Testing

@Suite struct ConnectionTests {
    @Test func `plain HTTP on the TLS port gets no answer`() async throws {
        let collector = try await RunningCollector()
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(collector.port)/healthz")

        await #expect(throws: (any Error).self) {
            try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        }
        #expect(collector.server.refusedHandshakes >= 1)
    }

    @Test func `TLS 1.2 is refused`() async throws {
        let collector = try await RunningCollector()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(collector.authority.utf8)))
        tls.maximumTLSVersion = .tlsv12
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(tlsConfiguration: tls))

        await #expect(throws: (any Error).self) {
            try await client.execute(
                HTTPClientRequest(url: "https://localhost:\(collector.port)/healthz"), timeout: .seconds(10))
        }
        try await client.shutdown()
    }

    @Test func `a body that comes too slowly is given up`() async throws {
        let collector = try await RunningCollector { $0.limits.bodyTime = .seconds(1) }
        let relay = try await collector.agent("node-7")

        // The whole body would take twenty seconds, and be answered otherwise.
        let answer = try await relay.slow("/api/v1/ingest", pause: .milliseconds(200), times: 100)

        #expect(answer == 408 || answer == nil)
    }

    private static let half = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Half: "

    @Test func `strangers who take every place keep out neither agents nor people`() async throws {
        let collector = try await RunningCollector { $0.limits.connections = 16 }
        let (relay, reader) = (try await collector.agent("node-7"), try await collector.reader())
        var maker = LineMaker()
        var strangers: [RawConnection] = []
        for _ in 0..<40 {
            let stranger = try await RawConnection(port: collector.port, authority: collector.authority)
            // A whole request: half a one would end by its deadline on a machine that is busy.
            await stranger.say(Self.half + "whole\r\n\r\n")
            strangers.append(stranger)
        }
        _ = await eventuallyTrue { strangers.count(where: \.isOpen) <= 16 }
        let open = strangers.count(where: \.isOpen)

        let stored = try await relay.ingest(maker.lines(1))
        let read = try await reader.get("/api/v1/alerts")
        // An agent keeps its place whoever comes.
        for _ in 0..<20 {
            strangers.append(try await RawConnection(port: collector.port, authority: collector.authority))
        }
        let again = try await relay.ingest(maker.lines(1))

        #expect(open == 16)
        #expect(stored.status == 200 && again.status == 200 && read.status == 200)
    }

    @Test func `one address without a certificate has its share, and agents behind it have theirs`() async throws {
        let collector = try await RunningCollector { $0.limits.connectionsEach = 4 }
        let relay = try await collector.agent("node-7")
        var maker = LineMaker()
        var strangers: [RawConnection] = []
        for _ in 0..<8 {
            strangers.append(try await RawConnection(port: collector.port, authority: collector.authority))
            // A whole request: half a one would end by its deadline on a machine that is busy.
            await strangers.last?.say(Self.half + "whole\r\n\r\n")
        }

        var ended = 0
        for stranger in strangers.suffix(4) where await stranger.isEnded(within: .seconds(60)) { ended += 1 }

        #expect(ended == 4 && strangers.prefix(4).allSatisfy(\.isOpen))
        #expect(try await relay.ingest(maker.lines(1)).status == 200)
        #expect(collector.server.refusedHandshakes >= 4)
    }

    @Test func `half a header holds its place for ten seconds, however it drips`() async throws {
        let collector = try await RunningCollector()
        let stranger = try await RawConnection(port: collector.port, authority: collector.authority)
        let whole = try await RawConnection(port: collector.port, authority: collector.authority)
        let began = ContinuousClock.now

        await stranger.say(Self.half)
        await whole.say(Self.half + "whole\r\n\r\n")
        while ContinuousClock.now - began < .seconds(20), await stranger.say("x") {
            try await Task.sleep(for: .milliseconds(250))  // the pace of the drip
        }

        #expect(!stranger.isOpen)
        #expect(whole.isOpen && whole.text.hasPrefix("HTTP/1.1 200"), "who asked may ask again")
    }

    @Test(arguments: [
        ("POST", "/api/v1/ingest", "403"), ("POST", "/api/v1/heartbeat", "403"), ("GET", "/api/v1/alerts", "401"),
        ("POST", "/api/v1/session", "415"), ("POST", "/nothing", "404"),
    ])
    func `a body that comes after its refusal is not taken for ever`(method: String, path: String, status: String)
        async throws
    {
        let collector = try await RunningCollector()
        let stranger = try await RawConnection(port: collector.port, authority: collector.authority)
        let part = String(repeating: "x", count: 1 << 10)

        await stranger.say("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end, await stranger.say("400\r\n\(part)\r\n") {
            try await Task.sleep(for: .milliseconds(20))  // the pace of the body
        }

        #expect(stranger.text.hasPrefix("HTTP/1.1 \(status)"))
        #expect(stranger.text.lowercased().contains("connection: close"))
        #expect(!stranger.isOpen, "it still takes the body")
    }

    @Test func `a locked database answers 503, and takes the same lines later`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        let lines = maker.lines(3)
        var configuration = Configuration()
        // The lock is held from one access to the next.
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: collector.home.configuration.storePath, configuration: configuration)

        let (locked, list) = try await withLock(other) {
            (try await relay.ingest(lines), try await reader.get("/api/v1/alerts"))
        }
        let later = try await relay.ingest(lines)

        #expect(locked.status == 503 && locked.headers["retry-after"] == "1")
        #expect(list.status == 200)
        #expect(later.status == 200 && later.json["accepted"]?.integer == 3)
    }

    private func withLock<Value>(_ queue: DatabaseQueue, _ body: () async throws -> Value) async throws -> Value {
        try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        return try result.get()
    }

    @Test func `a renewed certificate serves new connections without a restart`() async throws {
        let collector = try await RunningCollector()
        let files = collector.home.configuration.tls
        let identity = try ServerIdentity(
            files: ServerIdentity.Files(authority: files.authority, certificate: files.certificate, key: files.key))

        #expect(try identity.reload() == false)
        try collector.home.renew(names: ["localhost"])
        #expect(try identity.reload())
        try Data("half".utf8).write(to: URL(fileURLWithPath: files.certificate))
        #expect(throws: (any Error).self) { try identity.reload() }
        try collector.home.renew(names: ["localhost"])
        #expect(try identity.reload())
    }

    @Test func `many agents at once are all stored, each in its order`() async throws {
        let collector = try await RunningCollector()
        let count = 8
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                let relay = try await collector.agent("node-\(index)")
                group.addTask {
                    var maker = LineMaker(agent: "node-\(index)", epoch: "epoch-\(index)")
                    for _ in 0..<10 {
                        let answer = try await relay.ingest(maker.lines(50), gzip: true)
                        #expect(answer.json["accepted"]?.integer == 50)
                    }
                }
            }
            try await group.waitForAll()
        }
        let report = try await collector.home.verify()

        #expect(report.lines == Int64(count * 500) && report.faults.isEmpty)
    }
}
