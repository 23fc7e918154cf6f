internal import BehaviourModel
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import UnixSignals

/// The collector's server: TLS, routes, services, wired together.
package struct CollectorServer: Sendable {
    private let parts: CollectorParts
    private let capabilities: [any CollectorCapability]
    private let identity: ServerIdentity
    private let refusals: HandshakeRefusals
    private let places: ConnectionPlaces

    /// Reads the TLS files; throws when they do not fit together.
    package init(_ parts: CollectorParts, capabilities: [any CollectorCapability] = []) throws {
        self.parts = parts
        self.capabilities = capabilities
        refusals = HandshakeRefusals(logger: parts.logger)
        let limits = parts.configuration.limits
        places = ConnectionPlaces(limits: .init(all: limits.connections, each: limits.connectionsEach))
        let tls = parts.configuration.tls
        identity = try ServerIdentity(
            files: ServerIdentity.Files(authority: tls.authority, certificate: tls.certificate, key: tls.key))
    }

    /// Handshakes that TLS refused since the start.
    package var refusedHandshakes: Int { refusals.count }

    /// Serves until graceful shutdown, or until a signal among `signals`.
    ///
    /// - Parameter ready: called once, with the port that it listens on.
    package func run(stopOnSignals: Bool = true, ready: @escaping @Sendable (Int) -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: min(System.coreCount, 4))
        let logger = parts.logger
        let application = Application(
            router: router(), server: server, configuration: address,
            onServerRunning: { channel in
                ready(channel.localAddress?.port ?? 0)
                await ServiceNotice().send("READY=1", logger: logger)
            }, eventLoopGroupProvider: .shared(group), logger: logger)
        var services: [any Service] = [
            // First, so that it ends behind the last request.
            AgentWatch(
                store: parts.store, share: parts.share, unstored: parts.unstored, news: parts.news,
                silence: parts.configuration.silence, logger: parts.logger),
            application, IdentityRenewal(identity: identity, logger: parts.logger), FollowersEnd(news: parts.news),
        ]
        for capability in capabilities { services += capability.services }
        var configuration = ServiceGroupConfiguration(services: services, logger: parts.logger)
        configuration.gracefulShutdownSignals = stopOnSignals ? [.sigterm, .sigint] : []
        // Requests under way are answered; whoever is slower than this comes again.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try? await group.shutdownGracefully()
    }

    private var address: ApplicationConfiguration {
        let listen = parts.configuration.listen
        return ApplicationConfiguration(
            address: .hostname(listen.host, port: listen.port), serverName: nil, backlog: 1_024)
    }

    private var server: HTTPServerBuilder {
        let (identity, refusals, places) = (identity, refusals, places)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [FirstRequestDeadline()], idleTimeout: .seconds(120),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        return HTTPServerBuilder { responder in
            CurrentTLSChannel(
                base: HTTP1Channel(responder: responder, configuration: http), identity: identity, refusals: refusals,
                places: places)
        }
    }

    private func router() -> Router<CollectorContext> {
        let router = Router(context: CollectorContext.self)
        router.add(middleware: ProblemMiddleware())
        let api = router.group("api/v1")
        let groups = RouteGroups(
            open: router.group(""),
            people: api.group("").add(middleware: PeopleOnly(accounts: parts.accounts)),
            agents: api.group("").add(middleware: AgentOnly(registry: parts.store, counters: parts.counters)))
        HealthRoutes(store: parts.store, counters: parts.counters).add(to: groups.open)
        SessionRoutes(accounts: parts.accounts, reader: reader(16 << 10)).add(to: api)
        AlertRoutes(store: parts.store).add(to: groups.people)
        EventRoute(store: parts.store, news: parts.news, accounts: parts.accounts).add(to: groups.people)
        AgentRoutes(registry: parts.store, watch: parts.store, silence: parts.configuration.silence).add(
            to: groups.people)
        addAgentRoutes(to: groups.agents)
        MetricsRoute(parts: parts, refusals: refusals, places: places, identity: identity)
            .add(to: router.group("").add(middleware: PeopleOnly(accounts: parts.accounts)))
        for capability in capabilities { capability.addRoutes(to: groups) }
        return router
    }

    private func addAgentRoutes(to group: RouterGroup<CollectorContext>) {
        var pace = AgentPace.Limits()
        pace.linesPerSecond = parts.configuration.limits.rate
        pace.burst = max(5 * pace.linesPerSecond, 2_000)
        let body = IngestBody.Limits()
        IngestRoute(
            queue: IngestQueue(store: parts.store, news: parts.news), pace: AgentPace(limits: pace), share: parts.share,
            store: parts.store, body: IngestBody(limits: body), reader: reader(body.bytes), counters: parts.counters
        ).add(to: group)
        HeartbeatRoute(
            registry: parts.store, reader: reader(HeartbeatReader.limit), unstored: parts.unstored,
            counters: parts.counters
        ).add(to: group)
    }

    private func reader(_ limit: Int) -> BodyReader {
        BodyReader(limit: limit, time: parts.configuration.limits.bodyTime)
    }
}
