import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import TestRandom

/// Stands between relay and collector with the papers of both: drops, doubles and reorders requests with lines at random.
final class MeddlingProxy: Sendable {
    struct Tally: Sendable {
        var passed = 0
        var droppedBefore = 0
        var droppedAfter = 0
        var doubled = 0
        /// Old requests sent again behind newer ones.
        var replayed = 0
        /// Nobody answered behind the proxy.
        var unanswered = 0
    }

    private struct Request: Sendable {
        var head: HTTPRequestHead
        var body: ByteBuffer
    }

    private struct State {
        var tally = Tally()
        var random: SeededGenerator
        var old: [Request] = []
    }

    private let state: Mutex<State>
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let client: HTTPClient
    private let upstream: String
    private let serving = Mutex<Task<Void, Never>?>(nil)
    let port: Int

    var tally: Tally { state.withLock { $0.tally } }
    var address: String { "https://127.0.0.1:\(port)" }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// - Parameters:
    ///   - server: the collector's papers; `client`: the agent's.
    init(server: TLSConfiguration, client tls: TLSConfiguration, upstream: String, seed: UInt64) async throws {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
        self.upstream = upstream
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, timeout: .init(connect: .seconds(2)))
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroup: group, configuration: configuration)
        let context = try NIOSSLContext(configuration: server)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        port = channel.channel.localAddress?.port ?? 0
        let task = Task { [self] in
            _ = try? await withThrowingDiscardingTaskGroup { connections in
                try await channel.executeThenClose { inbound in
                    for try await connection in inbound { connections.addTask { await self.serve(connection) } }
                }
            }
        }
        serving.withLock { $0 = task }
    }

    func close() async {
        serving.withLock { $0 }?.cancel()
        try? await client.shutdown()
        try? await group.shutdownGracefully()
    }

    private func serve(_ connection: Connection) async {
        _ = try? await connection.executeThenClose { inbound, outbound in
            var request: Request?
            for try await part in inbound {
                switch part {
                case .head(let head): request = Request(head: head, body: ByteBuffer())
                case .body(var bytes): request?.body.writeBuffer(&bytes)
                case .end:
                    guard let whole = request, let answer = await self.meddle(whole) else { return }
                    var head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: answer.headers)
                    head.headers.replaceOrAdd(name: "content-length", value: "\(answer.body.readableBytes)")
                    head.headers.remove(name: "transfer-encoding")
                    try await outbound.write(.head(head))
                    try await outbound.write(.body(.byteBuffer(answer.body)))
                    try await outbound.write(.end(nil))
                }
            }
        }
    }

    private typealias Answer = (status: HTTPResponseStatus, headers: HTTPHeaders, body: ByteBuffer)

    private enum Meddling { case pass, dropBefore, dropAfter, double, replay }

    /// The answer to give; nil ends the connection without one.
    private func meddle(_ request: Request) async -> Answer? {
        guard request.head.uri == "/api/v1/ingest" else { return await forward(request) }
        let (what, old) = state.withLock { state -> (Meddling, Request?) in
            let choice: Meddling =
                switch state.random.next() % 20 {
                case 0, 1: .dropBefore
                case 2, 3: .dropAfter
                case 4, 5: .double
                case 6, 7: .replay
                default: .pass
                }
            let old = state.old.randomElement()
            if state.old.count < 50 { state.old.append(request) }
            switch choice {
            case .pass: state.tally.passed += 1
            case .dropBefore: state.tally.droppedBefore += 1
            case .dropAfter: state.tally.droppedAfter += 1
            case .double: state.tally.doubled += 1
            case .replay: state.tally.replayed += 1
            }
            return (choice, old)
        }
        switch what {
        case .pass: return await forward(request)
        case .dropBefore: return nil
        case .dropAfter:
            _ = await forward(request)
            return nil
        case .double:
            _ = await forward(request)
            return await forward(request)
        case .replay:
            let answer = await forward(request)
            if let old { _ = await forward(old) }
            return answer
        }
    }

    private func forward(_ request: Request) async -> Answer? {
        var outgoing = HTTPClientRequest(url: upstream + request.head.uri)
        outgoing.method = request.head.method
        outgoing.headers = request.head.headers
        outgoing.headers.remove(name: "host")
        outgoing.headers.remove(name: "content-length")
        outgoing.body = .bytes(request.body)
        do {
            let response = try await client.execute(outgoing, timeout: .seconds(10))
            return (response.status, response.headers, try await response.body.collect(upTo: 1 << 20))
        } catch {
            state.withLock { $0.tally.unanswered += 1 }
            return nil
        }
    }
}
