import BehaviourModel
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import Synchronization
import WireProtocol

/// A collector that stores what it gets in memory, and misbehaves as it is told.
final class FakeCollector: Sendable {
    /// What to do with the next request with lines.
    enum Behaviour: Sendable {
        case store
        /// The connection ends before anything is stored.
        case dropBefore
        /// The lines are stored, and the connection ends without an answer.
        case dropAfter
        case status(Int, retryAfter: String? = nil)
        /// Stores, and answers late.
        case delay(milliseconds: Int64)
        /// Nothing is stored, and this line (from 1) is blamed.
        case refuseLine(Int)
        /// Says less than it has.
        case wrongPlace
    }

    struct Seen: Sendable {
        /// In the order of their coming, each once.
        var lines: [[UInt8]] = []
        var places: Set<String> = []
        var duplicates = 0
        var requests = 0
        var largest = 0
        var peers: [String] = []
        var heartbeats: [JSONValue] = []
        var wasCompressed = false
        /// Sequences that came before one that they should follow.
        var disorder = 0
    }

    private struct State {
        var seen = Seen()
        var plan: [Behaviour] = []
        var standing = Behaviour.store
        var lineLimit = 1_000
        /// Lines whose text contains this can never be stored.
        var poison: String?
        var reason = "poisoned"
        var highest: [String: Int64] = [:]
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)
    private let group: MultiThreadedEventLoopGroup
    let port: Int

    var seen: Seen { state.withLock { $0.seen } }
    var address: String { "https://127.0.0.1:\(port)" }

    /// - Parameter tls: nil speaks plain HTTP.
    init(tls: TLSConfiguration?, port: Int = 0) throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let holder = Holder()
        let channel = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(NIOHTTPRequestDecompressor(limit: .size(8 << 20)))
                    try pipeline.addHandler(CollectorAnswer(holder: holder))
                }
            }
            .bind(host: "127.0.0.1", port: port).wait()
        self.port = channel.localAddress?.port ?? 0
        self.channel.withLock { $0 = channel }
        holder.collector.withLock { $0 = self }
    }

    static func tls(_ folder: CertificateFolder, server: String = "server") throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile("\(folder.path)/\(server).pem")
        let key = try NIOSSLPrivateKey(file: "\(folder.path)/\(server).key", format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv13
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(folder.path)/ca.pem"))
        return tls
    }

    func plan(_ behaviours: [Behaviour]) { state.withLock { $0.plan += behaviours } }
    func always(_ behaviour: Behaviour) { state.withLock { $0.standing = behaviour } }
    func poison(_ text: String, reason: String = "poisoned") {
        state.withLock { ($0.poison, $0.reason) = (text, reason) }
    }
    func limit(lines: Int) { state.withLock { $0.lineLimit = lines } }

    func close() {
        try? channel.withLock { $0 }?.close().wait()
        try? group.syncShutdownGracefully()
    }

    fileprivate func next() -> Behaviour {
        state.withLock { state in
            state.seen.requests += 1
            return state.plan.isEmpty ? state.standing : state.plan.removeFirst()
        }
    }

    fileprivate func note(peer: String?, compressed: Bool) {
        state.withLock { state in
            if let peer, state.seen.peers.last != peer { state.seen.peers.append(peer) }
            state.seen.wasCompressed = state.seen.wasCompressed || compressed
        }
    }

    fileprivate func heartbeat(_ body: [UInt8]) {
        guard let json = try? JSONParser.parse(body) else { return }
        state.withLock { $0.seen.heartbeats.append(json) }
    }

    /// What the answer is to lines that may be stored: status and body.
    fileprivate func take(_ body: [UInt8]) -> (Int, JSONValue) {
        let lines = body.split(separator: UInt8(ascii: "\n")).map(Array.init)
        return state.withLock { state in
            state.seen.largest = max(state.seen.largest, lines.count)
            guard lines.count <= state.lineLimit else { return (413, ["title": "too many lines"]) }
            if let poison = state.poison,
                let bad = lines.firstIndex(where: { String(decoding: $0, as: UTF8.self).contains(poison) })
            {
                return (422, ["reason": .string(state.reason), "line": .integer(Int64(bad) + 1)])
            }
            var accepted = 0
            var place = StreamPosition(epoch: "", sequence: 0)
            for line in lines {
                guard let link = try? ChainLink(line: line) else { return (422, ["reason": "no line", "line": 1]) }
                place = StreamPosition(epoch: link.epoch, sequence: link.sequences.upperBound)
                guard state.seen.places.insert("\(link.epoch)/\(link.sequences.lowerBound)").inserted else {
                    state.seen.duplicates += 1
                    continue
                }
                if link.sequences.lowerBound < state.highest[link.epoch] ?? 0 { state.seen.disorder += 1 }
                state.highest[link.epoch] = link.sequences.upperBound
                state.seen.lines.append(line)
                accepted += 1
            }
            return (
                200,
                [
                    "accepted": .integer(Int64(accepted)), "duplicate": .integer(Int64(lines.count - accepted)),
                    "through": .object(place.object),
                ]
            )
        }
    }
}

private final class Holder: Sendable {
    let collector = Mutex<FakeCollector?>(nil)
}

/// One connection of the fake collector.
private final class CollectorAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let holder: Holder
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(holder: Holder) { self.holder = holder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part): body += part.readableBytesView
        case .end:
            if let head { answer(head, context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard let collector = holder.collector.withLock({ $0 }) else { return context.close(promise: nil) }
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        let names = handler?.peerCertificate?._subjectAlternativeNames().map {
            String(decoding: Array($0.contents), as: UTF8.self)
        }
        collector.note(peer: names?.first, compressed: head.headers.contains(name: "content-encoding"))
        guard head.uri == "/api/v1/ingest" else {
            collector.heartbeat(body)
            return respond(head.uri == "/api/v1/heartbeat" ? 200 : 404, [:], nil, context)
        }
        switch collector.next() {
        case .store: finish(collector.take(body), context)
        case .dropBefore: context.close(promise: nil)
        case .dropAfter:
            _ = collector.take(body)
            context.close(promise: nil)
        case .status(let status, let retryAfter): respond(status, ["title": "as planned"], retryAfter, context)
        case .delay(let milliseconds):
            let answer = collector.take(body)
            let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { box.value.0.finish(answer, box.value.1) }
        case .refuseLine(let line):
            respond(422, ["reason": "as planned", "line": .integer(Int64(line))], nil, context)
        case .wrongPlace:
            _ = collector.take(body)
            respond(200, ["through": ["epoch": "other", "sequence": 1]], nil, context)
        }
    }

    private func finish(_ answer: (Int, JSONValue), _ context: ChannelHandlerContext) {
        respond(answer.0, answer.1, nil, context)
    }

    private func respond(_ status: Int, _ json: JSONValue, _ retryAfter: String?, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(bytes: CanonicalJSON.bytes(json))
        var headers = HTTPHeaders([("content-type", "application/json"), ("content-length", "\(body.readableBytes)")])
        if let retryAfter { headers.add(name: "retry-after", value: retryAfter) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
