import AsyncHTTPClient
import BehaviourModel
import Collector
import Foundation
import Logging
import NIOCore
import NIOSSL
import Testing

/// A real collector on a free port of loopback, stopped with the test.
final class RunningCollector: Sendable {
    let folder: TemporaryFolder
    let home: CollectorHome
    let parts: CollectorParts
    let server: CollectorServer
    let port: Int
    private let task: Task<Void, any Error>

    /// - Parameter place: a folder that exists, else one of its own.
    init(
        place: String? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        change: (inout CollectorConfiguration) -> Void = { _ in },
        capabilities: (CollectorParts) -> [any CollectorCapability] = { _ in [] }
    ) async throws {
        folder = try TemporaryFolder()
        let made = (place ?? folder.path) + "/home"
        _ = try await InitialiseCommand(
            directory: made, names: ["localhost"], listen: ListenAddress(host: "127.0.0.1", port: 0)
        ).run()
        home = try CollectorHome(directory: made)
        var configuration = home.configuration
        change(&configuration)
        parts = CollectorParts(configuration: configuration, store: home.store, logger: logger)
        let server = try CollectorServer(parts, capabilities: capabilities(parts))
        self.server = server
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        task = Task {
            defer { found.finish() }
            try await server.run(stopOnSignals: false) { found.yield($0) }
        }
        var iterator = ports.makeAsyncIterator()
        port = try #require(await iterator.next())
    }

    deinit { task.cancel() }

    /// A client with the certificate of an agent, issued now.
    func agent(_ name: String) async throws -> TestClient {
        let out = folder.file("\(name)-\(UUID().uuidString).bundle")
        try await home.issue(agent: name, out: out)
        let bundle = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: out))))
        return try TestClient(
            port: port, authority: #require(bundle["ca"]?.string), certificate: #require(bundle["certificate"]?.string),
            key: #require(bundle["key"]?.string), chainKey: #require(bundle["chain_key"]?.string))
    }

    /// A client without a certificate.
    func anybody() throws -> TestClient {
        try TestClient(port: port, authority: authority, certificate: nil, key: nil, chainKey: nil)
    }

    /// One with the token of a script.
    func reader() async throws -> TestClient {
        let client = try anybody()
        let token = try await home.makeToken(name: "test")
        client.headers.withLock { $0 = [("Authorization", "Bearer \(token)")] }
        return client
    }

    var authority: String {
        get throws { try home.folder.read(.authority) }
    }
}
