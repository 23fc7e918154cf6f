package import ServiceLifecycle

/// Tells others of what is stored: by webhook, chat, syslog, Alertmanager.
package struct OutputCapability: CollectorCapability {
    private let parts: CollectorParts
    private let board = OutputBoard()

    package init(_ parts: CollectorParts) { self.parts = parts }

    package func addRoutes(to groups: RouteGroups) {
        OutputRoutes(section: parts.configuration.outputs, store: parts.store, ledger: parts.store, board: board)
            .add(to: groups.people)
    }

    package var services: [any Service] {
        [
            OutputService(
                section: parts.configuration.outputs, console: parts.configuration.url, store: parts.store,
                ledger: parts.store, news: parts.news, board: board, logger: parts.logger)
        ]
    }
}
