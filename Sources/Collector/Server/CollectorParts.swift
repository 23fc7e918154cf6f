internal import BehaviourModel
package import Hummingbird
package import Logging
package import ServiceLifecycle

/// Groups of addresses by who may use them; a capability adds its own to them.
package struct RouteGroups {
    /// From `/`, for anybody: pages and their files. What is shown there must not be a secret.
    package let open: RouterGroup<CollectorContext>
    /// `/api/v1`, for who has a session or a token; writes are checked for the session's own token.
    package let people: RouterGroup<CollectorContext>
    /// `/api/v1`, for clients with an agent's certificate.
    package let agents: RouterGroup<CollectorContext>
}

/// What the parts of a collector share.
package struct CollectorParts: Sendable {
    package let configuration: CollectorConfiguration
    package let store: SQLiteStore
    package let news: NewLines
    package let accounts: Accounts
    package let counters: CollectorCounters
    let share: AgentShare
    let unstored = UnstoredHeartbeats()
    package let logger: Logger

    package init(configuration: CollectorConfiguration, store: SQLiteStore, logger: Logger) {
        self.configuration = configuration
        self.store = store
        self.logger = logger
        share = AgentShare(
            limits: AgentShare.Limits(daily: configuration.limits.daily.bytes, epochs: configuration.limits.epochs))
        news = NewLines(store: store)
        accounts = Accounts(store: store)
        counters = CollectorCounters()
    }
}

/// Something a collector can do beside taking and showing lines: the console, outputs.
package protocol CollectorCapability: Sendable {
    func addRoutes(to groups: RouteGroups)
    /// Runs beside the server, until graceful shutdown.
    var services: [any Service] { get }
}

extension CollectorCapability {
    package func addRoutes(to groups: RouteGroups) {}
    package var services: [any Service] { [] }
}
