internal import BehaviourModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import WireProtocol

/// `GET /metrics`: how the collector itself fares. Every name stands in docs/metrics.md.
///
/// Labels name outputs only, which the configuration bounds; how each agent fares is said by `agents`.
struct MetricsRoute: Sendable {
    let parts: CollectorParts
    let refusals: HandshakeRefusals
    let places: ConnectionPlaces
    let identity: ServerIdentity

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("metrics") { _, _ in
            var text = MetricsText()
            counters(&text)
            server(&text)
            agents(&text, try await parts.store.watchedAgents(), try await parts.store.conditions())
            let newest = try await parts.store.newestPosition()
            text.gauge("yagura_collector_newest_position", "Place of the newest line in the store.", newest)
            try await outputs(&text, newest)
            return Response(
                status: .ok,
                headers: [.contentType: MetricsText.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
        }
    }

    private func counters(_ text: inout MetricsText) {
        let counters = parts.counters
        text.gauge("yagura_collector_info", "The collector's version.", 1, ["version": ProgramVersion.text])
        text.counter("yagura_collector_lines_stored_total", "Lines stored.", counters.accepted.value)
        text.counter(
            "yagura_collector_lines_duplicate_total", "Lines that were stored already.", counters.duplicate.value)
        text.counter(
            "yagura_collector_lines_refused_total", "Lines that can never be stored.", counters.refusedLines.value)
        text.counter("yagura_collector_heartbeats_total", "Heartbeats taken.", counters.heartbeats.value)
        text.counter("yagura_collector_findings_total", "Findings about chains.", counters.findings.value)
        text.counter(
            "yagura_collector_requests_limited_total", "Requests of agents sent away over a limit.",
            counters.limited.value)
        text.counter(
            "yagura_collector_certificates_refused_total", "Requests refused for their certificate.",
            counters.refusedCertificates.value)
        text.counter(
            "yagura_collector_storage_failures_total", "Batches and heartbeats that storage could not take.",
            counters.storageFailures.value)
        text.gauge(
            "yagura_collector_storage_failing", "Whether the last write failed.", counters.storageFails ? 1 : 0)
    }

    private func server(_ text: inout MetricsText) {
        text.counter(
            "yagura_collector_handshakes_refused_total", "TLS handshakes that failed.", refusals.count)
        text.gauge("yagura_collector_connections", "Open connections.", places.count)
        text.gauge(
            "yagura_collector_certificate_expiry_timestamp_seconds", "When the server's certificate ends.",
            identity.expires)
        let size = [parts.configuration.storePath, parts.configuration.storePath + "-wal"].reduce(Int64(0)) {
            $0 &+ Self.size(of: $1)
        }
        text.gauge("yagura_collector_store_bytes", "Bytes of the database and its log.", size)
    }

    private static func size(of path: String) -> Int64 {
        let found = try? FileManager.default.attributesOfItem(atPath: path)
        return (found?[.size] as? NSNumber)?.int64Value ?? (found?[.size] as? UInt64).flatMap { Int64(exactly: $0) }
            ?? 0
    }

    private func agents(_ text: inout MetricsText, _ agents: [WatchedAgent], _ conditions: [AgentCondition]) {
        let standing = agents.filter { !$0.isRevoked }
        text.gauge("yagura_collector_agents", "Agents with a certificate that stands.", standing.count)
        text.gauge(
            "yagura_collector_agents_new", "Agents of these that were never heard.",
            standing.count { $0.heartbeat == nil })
        text.gauge(
            "yagura_collector_agents_silent", "Agents that fell silent.", conditions.count { $0.kind == .silent })
        text.gauge(
            "yagura_collector_agents_over_share", "Agents over their share of a day.",
            conditions.count { $0.kind == .overShare })
    }

    private func outputs(_ text: inout MetricsText, _ newest: Int64) async throws {
        var states: [DeliveryState] = []
        for output in parts.configuration.outputs.outputs {
            let state = try await parts.store.deliveryState(of: output.name)
            states.append(state ?? DeliveryState(output: output.name, position: newest))
        }
        guard !states.isEmpty else { return }
        let families: [(name: String, kind: String, help: String, value: (DeliveryState) -> Int64)] = [
            ("sent_total", "counter", "Notifications sent.", { $0.sent }),
            ("over_budget_total", "counter", "Alerts that the budget held back.", { $0.overBudget }),
            ("dead_total", "counter", "Alerts that could not be delivered.", { $0.dead }),
            ("waiting", "gauge", "Lines that the output has not looked at.", { max(0, newest &- $0.position) }),
        ]
        for family in families {
            let name = "yagura_collector_output_" + family.name
            text.family(name, family.kind, family.help)
            for state in states { text.sample(name, family.value(state), ["output": state.output]) }
        }
    }
}
