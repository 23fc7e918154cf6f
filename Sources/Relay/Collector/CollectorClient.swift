internal import AsyncHTTPClient
internal import BehaviourModel
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization
internal import WireProtocol

/// Sends to the first collector that takes what is sent, over mutual TLS 1.3.
final class CollectorClient: Sendable {
    /// A request's body, and what it is.
    struct Content: Sendable {
        var path: String
        var type: String
        var body: ByteBuffer
        var isCompressed = false
        /// Lines in it; 0 for what is no batch.
        var lines = 0
    }

    private struct Place {
        let address: CollectorAddress
        /// By path: who wants no lines for an hour is still told that the agent lives.
        var standings: [String: Standing] = [:]

        /// What is wrong there, with lines first.
        var trouble: String? {
            standings.sorted { $0.key > $1.key }.lazy.compactMap(\.value.trouble).first
        }
    }

    private struct Standing {
        /// Before this it asked not to be asked.
        var notBefore: ContinuousClock.Instant?
        var trouble: String?
    }

    private struct State {
        var places: [Place]
        /// The one that answered last, and when a better one is tried again.
        var current = 0
        var lookBack: ContinuousClock.Instant?
    }

    private let section: CollectorSection
    private let isQuiet: Bool
    private let certificate: CertificateWatch
    private let figures: RelayFigures
    /// One a proxy: the choice may differ from collector to collector.
    private let clients: [HTTPClient]
    private let state: Mutex<State>
    /// While a later address serves, the first ones are tried again this often.
    private static let lookBackPeriod: Duration = .seconds(60)
    private static let answerLimit = 64 << 10

    /// - Parameter isQuiet: whoever asks tells of the answers himself.
    init(
        _ section: CollectorSection, certificate: CertificateWatch, figures: RelayFigures,
        on group: any EventLoopGroup, isQuiet: Bool = false
    ) {
        self.section = section
        self.isQuiet = isQuiet
        self.certificate = certificate
        self.figures = figures
        state = Mutex(State(places: section.addresses.map { Place(address: $0) }))
        clients = section.addresses.map { address in
            var configuration = HTTPClient.Configuration(
                tlsConfiguration: certificate.identity.tls, redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(5)), connectionPool: .init(idleTimeout: .seconds(60)),
                proxy: Self.proxy(section.proxy, for: address))
            // A refused connection is an answer: the next address is asked at once, and our own pauses hold, not the
            // library's, which would keep the request for the whole time of connecting.
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.httpVersion = .http1Only
            return HTTPClient(eventLoopGroup: group, configuration: configuration)
        }
    }

    func close() async {
        for client in clients { try? await client.shutdown() }
    }

    /// One round over the addresses, the one that served last first: the first answer that decides, or the last that does not.
    /// Who takes nothing from us decides nothing: another service may stand where a collector was.
    func post(_ content: Content) async -> CollectorReply {
        var last = CollectorReply.later(after: nil, words: "every collector asked to be left alone for now")
        var rejected: CollectorReply?
        var wait: Duration?
        for index in order(content.path) {
            let reply = await post(content, to: index)
            note(reply, of: index, to: content)
            switch reply {
            case .later(let after, _):
                if let after { wait = min(wait ?? after, after) }
                last = reply
            case .rejected: rejected = rejected ?? reply
            default: return reply
            }
        }
        // Somebody must look: that weighs more than that another is away.
        if let rejected { return rejected }
        if case .later(_, let words) = last { return .later(after: wait ?? soonest(content.path), words: words) }
        return last
    }

    private func post(_ content: Content, to index: Int) async -> CollectorReply {
        let address = state.withLock { $0.places[index].address }
        var request = HTTPClientRequest(url: address.text + content.path)
        request.method = .POST
        request.headers.add(name: "content-type", value: content.type)
        request.headers.add(name: "user-agent", value: "yagura-relay/\(ProgramVersion.text)")
        if content.isCompressed { request.headers.add(name: "content-encoding", value: "gzip") }
        request.body = .bytes(content.body)
        // The certificate of now: connections made with an earlier one are left to their end.
        request.tlsConfiguration = certificate.identity.tls
        do {
            let response = try await clients[index].execute(
                request, timeout: .nanoseconds(DurationText.nanoseconds(in: section.timeout)))
            let body = try await Self.body(of: response)
            figures.change {
                $0.requests[String(response.status.code), default: 0] &+= 1
                $0.bytesSent &+= UInt64(content.body.readableBytes)
            }
            return CollectorReply(
                status: response.status.code, retryAfter: response.headers.first(name: "retry-after"),
                body: body, lines: content.lines, now: RelayClock.unixSeconds)
        } catch {
            figures.change { $0.requests["none", default: 0] &+= 1 }
            return .later(after: nil, words: "no answer: \(EscapedText.string(Array("\(error)".utf8.prefix(300))))")
        }
    }

    /// nil when it is longer than any answer of a collector: status and headers still say what to do.
    private static func body(of response: HTTPClientResponse) async throws -> [UInt8]? {
        do {
            return Array(try await response.body.collect(upTo: answerLimit).readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    /// Indices of the addresses that may be asked now.
    private func order(_ path: String) -> [Int] {
        state.withLock { state in
            let now = ContinuousClock.now
            if let lookBack = state.lookBack, now >= lookBack {
                state.current = 0
                state.lookBack = nil
            }
            let count = state.places.count
            return (0..<count).map { (state.current + $0) % count }.filter { index in
                state.places[index].standings[path]?.notBefore.map { $0 <= now } ?? true
            }
        }
    }

    private func soonest(_ path: String) -> Duration? {
        state.withLock { state in
            state.places.compactMap { $0.standings[path]?.notBefore }.min().map { max(.zero, $0 - ContinuousClock.now) }
        }
    }

    /// Remembers who serves, and says what has changed.
    private func note(_ reply: CollectorReply, of index: Int, to content: Content) {
        var trouble: String?
        var after: Duration?
        switch reply {
        case .later(let pause, let words): (after, trouble) = (pause, words)
        case .rejected(let words): trouble = words
        default: break
        }
        let standing = Standing(notBefore: after.map { ContinuousClock.now + $0 }, trouble: trouble)
        let (before, place, isKnown) = state.withLock { state in
            let isKnown = state.places[index].standings.contains { $0.value.trouble == trouble }
            let before = state.places[index].standings.updateValue(standing, forKey: content.path)
            if trouble == nil, state.current != index || state.lookBack == nil {
                state.current = index
                state.lookBack = index == 0 ? nil : state.lookBack ?? ContinuousClock.now + Self.lookBackPeriod
            }
            return (before?.trouble, state.places[index], isKnown)
        }
        let address = place.address.text
        if !isQuiet, let trouble, !isKnown { RelayLog.warning("collector \(address): \(trouble)") }
        if trouble == nil {
            if !isQuiet, before != nil {
                RelayLog.notice("collector \(address): takes \(content.lines > 0 ? "lines" : "heartbeats") again")
            }
            figures.change { $0.collector = address }
        }
        figures.change { $0.collectorProblem = place.trouble }
    }

    private static func proxy(_ choice: ProxyChoice, for address: CollectorAddress) -> HTTPClient.Configuration.Proxy? {
        let host = HostAndPort(address.text.dropFirst("https://".count).utf8)?.host ?? ""
        switch choice.resolved(for: host) {
        case .none, .environment: return nil
        case .http(let host, let port): return .server(host: host, port: port)
        case .socks(let host, let port): return .socksServer(host: host, port: port)
        }
    }
}
