internal import BehaviourModel
internal import Foundation
package import Logging
internal import WireProtocol

/// `run`: serves until SIGTERM.
package struct RunCommand: Sendable {
    package let configuration: CollectorConfiguration
    /// Made for the parts that they share.
    package let capabilities: @Sendable (CollectorParts) throws -> [any CollectorCapability]

    package init(
        _ configuration: CollectorConfiguration,
        capabilities: @escaping @Sendable (CollectorParts) throws -> [any CollectorCapability] = { _ in [] }
    ) {
        self.configuration = configuration
        self.capabilities = capabilities
    }

    package func run(logger: Logger, say: @escaping @Sendable (String) -> Void) async throws {
        var options = SQLiteStore.Options()
        if configuration.store.limit.bytes > 0 { options.limit = configuration.store.limit.bytes }
        try await announceUpgrade(logger)
        let store = try SQLiteStore(path: configuration.storePath, options: options)
        let parts = CollectorParts(configuration: configuration, store: store, logger: logger)
        let server: CollectorServer
        do { server = try CollectorServer(parts, capabilities: try capabilities(parts)) } catch {
            throw CollectorError.usage("cannot use the TLS files: \(error); see tls in the configuration")
        }
        let host = configuration.listen.host
        try await server.run { port in
            let ready: JSONValue = [
                "program": "yagura-collector", "pid": .integer(Int64(ProcessInfo.processInfo.processIdentifier)),
                "listen": .string(ListenAddress(host: host, port: port).text), "sensors": .array([]),
                "version": .string(ProgramVersion.text),
            ]
            say("ready \(CanonicalJSON.string(ready))\n")
        }
        say("events=\(parts.counters.accepted.value) dropped=\(parts.counters.refusedLines.value)\n")
    }

    /// Says what is waited for, and asks the service manager for the time.
    private func announceUpgrade(_ logger: Logger) async throws {
        guard let upgrade = try StoreUpgrade(path: configuration.storePath) else { return }
        logger.notice("\(upgrade.description)")
        await ServiceNotice().send(
            "EXTEND_TIMEOUT_USEC=\(upgrade.limit.components.seconds * 1_000_000)", logger: logger)
    }
}
