import AsyncHTTPClient
import BehaviourModel
import Foundation
import NIOCore
import NIOSSL
import Synchronization
import Testing

/// What a server answered.
struct TestAnswer: Sendable {
    let status: Int
    let bytes: [UInt8]
    let headers: [String: String]

    var json: JSONValue {
        (try? JSONParser.parse(bytes, limits: JSONParser.Limits(bytes: 16 << 20, depth: 64))) ?? .null
    }
}

/// One HTTPS client with or without a certificate.
final class TestClient: Sendable {
    let chainKey: String?
    let headers = Mutex<[(String, String)]>([])
    private let base: String
    private let client: HTTPClient

    init(port: Int, authority: String, certificate: String?, key: String?, chainKey: String?) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        if let certificate, let key {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout.connect = .seconds(60)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        base = "https://localhost:\(port)"
        self.chainKey = chainKey
    }

    deinit { try? client.syncShutdown() }

    func get(_ path: String) async throws -> TestAnswer { try await send("GET", path) }

    func ingest(_ lines: [[UInt8]], gzip: Bool = false) async throws -> TestAnswer {
        let body = LineMaker.body(lines)
        let more = gzip ? [("Content-Encoding", "gzip")] : []
        return try await send(
            "POST", "/api/v1/ingest", body: gzip ? pack(body) : body,
            headers: [("Content-Type", "application/x-ndjson")] + more)
    }

    func post(_ path: String, _ json: JSONValue, headers: [(String, String)] = []) async throws -> TestAnswer {
        try await send(
            "POST", path, body: CanonicalJSON.bytes(json), headers: [("Content-Type", "application/json")] + headers)
    }

    func send(
        _ method: String, _ path: String, body: [UInt8]? = nil, headers more: [(String, String)] = []
    ) async throws -> TestAnswer {
        var request = HTTPClientRequest(url: base + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers.withLock({ $0 }) + more { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return TestAnswer(
            status: Int(response.status.code), bytes: Array(bytes.readableBytesView),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }))
    }

    func address(_ path: String) -> String { base + path }

    func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        try await client.execute(request, timeout: .seconds(120))
    }

    /// Reads a stream of events until `enough` says so, or the time is over.
    func events(
        _ path: String, headers more: [(String, String)] = [], connected: @Sendable () async throws -> Void = {},
        enough: (String) -> Bool
    ) async throws -> String {
        var request = HTTPClientRequest(url: base + path)
        for (name, value) in headers.withLock({ $0 }) + more { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .seconds(120))
        #expect(response.status == .ok)
        try await connected()
        var text = ""
        for try await part in response.body {
            text += String(buffer: part)
            if enough(text) { break }
        }
        return text
    }
}

extension TestClient {
    /// Sends a body a few bytes at a time; the status, or nil when the connection was closed.
    func slow(_ path: String, pause: Duration, times: Int) async throws -> Int? {
        let parts = AsyncStream<ByteBuffer> { continuation in
            Task {
                for _ in 0..<times {
                    continuation.yield(ByteBuffer(string: "  "))
                    try? await Task.sleep(for: pause)  // the pace of the body
                }
                continuation.finish()
            }
        }
        var request = HTTPClientRequest(url: address(path))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-ndjson")
        request.body = .stream(parts, length: .unknown)
        do { return Int(try await execute(request).status.code) } catch { return nil }
    }
}
