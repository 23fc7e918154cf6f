package import Logging
internal import ServiceLifecycle

/// Runs every output, each on its own, until the collector stops.
package struct OutputService: Service {
    let section: OutputsSection
    /// The console's address where the section names none.
    let console: String
    let store: any LineStore
    let ledger: any DeliveryLedger
    let news: NewLines
    let board: OutputBoard
    let logger: Logger

    package init(
        section: OutputsSection, console: String, store: any LineStore, ledger: any DeliveryLedger, news: NewLines,
        board: OutputBoard, logger: Logger
    ) {
        self.section = section
        self.console = console
        self.store = store
        self.ledger = ledger
        self.news = news
        self.board = board
        self.logger = logger
    }

    package func run() async throws {
        var section = section
        section.console = section.console ?? console
        let settled = section
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for settings in settled.outputs {
                    let delivery = OutputDelivery(
                        settings: settings, section: settled, sender: settings.target.sender(name: settings.name),
                        store: store, ledger: ledger, board: board, logger: logger)
                    let wakeUps = news.positions()
                    group.addTask { await delivery.run(wakeUps) }
                }
                // Without outputs there is nothing to do but to stay: a service that ends ends the program.
                group.addTask { while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) } }
            }
        }
    }
}
