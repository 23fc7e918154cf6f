internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization
internal import WireProtocol

/// Answers `GET /metrics`, by default to this host alone.
struct MetricsServer: Sendable {
    private let channel: any Channel
    /// Connections at a time; further ones are closed at once.
    private static let connectionLimit = 16

    static func start(
        host: String, port: Int, figures: RelayFigures, on group: any EventLoopGroup
    ) async throws -> MetricsServer {
        let gate = ConnectionGate(limit: connectionLimit)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard gate.enter() else { throw ConnectionGate.Full() }
                    channel.closeFuture.whenComplete { _ in gate.leave() }
                    let pipeline = channel.pipeline.syncOperations
                    // Slow and silent ones are given up.
                    try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(30)))
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(MetricsAnswer(figures: figures))
                }
            }
            .bind(host: host, port: port).get()
        return MetricsServer(channel: channel)
    }

    func close() async { try? await channel.close() }
}

/// Counts connections.
private final class ConnectionGate: Sendable {
    struct Full: Error {}

    private let limit: Int
    private let count = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    func enter() -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func leave() { count.subtract(1, ordering: .relaxed) }
}

/// One connection's requests and answers.
private final class MetricsAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let figures: RelayFigures
    private var request: HTTPRequestHead?

    init(figures: RelayFigures) { self.figures = figures }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end:
            guard let request else { return }
            self.request = nil
            answer(request, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = request.uri.prefix { $0 != "?" }
        let status: HTTPResponseStatus =
            path != "/metrics" ? .notFound : [.GET, .HEAD].contains(request.method) ? .ok : .methodNotAllowed
        let text = status == .ok ? RelayMetrics.text(of: figures.all) : "\(status.code) \(status.reasonPhrase)\n"
        let body = ByteBuffer(string: text)
        var headers = HTTPHeaders()
        headers.add(name: "content-type", value: status == .ok ? MetricsText.contentType : "text/plain")
        headers.add(name: "content-length", value: "\(body.readableBytes)")
        if status == .methodNotAllowed { headers.add(name: "allow", value: "GET, HEAD") }
        if !request.isKeepAlive { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let end = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        guard !request.isKeepAlive else { return }
        let channel = context.channel
        end.whenComplete { _ in channel.close(promise: nil) }
    }
}
