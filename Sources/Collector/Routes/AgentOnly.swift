internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOSSL

/// Lets only clients pass whose certificate names an agent and still stands.
struct AgentOnly: RouterMiddleware {
    typealias Context = CollectorContext

    let registry: any AgentRegistry
    let counters: CollectorCounters
    private let log = BoundedLog()

    init(registry: any AgentRegistry, counters: CollectorCounters) {
        self.registry = registry
        self.counters = counters
    }

    func handle(
        _ request: Request, context: CollectorContext,
        next: @concurrent (Request, CollectorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.peer = try await peer(context)
        return try await next(request, context)
    }

    private func peer(_ context: CollectorContext) async throws -> PeerCertificate {
        guard let certificate = try? await context.channel.nioSSL_peerCertificate().get() else {
            throw refusal(
                context, "no-certificate", "This address is for agents",
                "It needs a client certificate of this collector.")
        }
        guard let peer = PeerCertificate(certificate) else {
            throw refusal(
                context, "no-agent", "The certificate names no agent",
                "It needs one name of the form yagura://agent/NAME.")
        }
        // A connection may outlive its certificate; TLS looked at the date when it began.
        guard peer.expires > Date() else {
            throw refusal(context, "expired", "The certificate has expired", "Issue a new one for agent \(peer.agent).")
        }
        switch try await registry.standing(agent: peer.agent, serial: peer.serial) {
        case .good: return peer
        case .revoked:
            throw refusal(
                context, "revoked", "The certificate was revoked",
                "Issue a new one for agent \(peer.agent), if it is to go on.")
        case .unknown:
            throw refusal(
                context, "not-issued", "The certificate was not issued by this collector",
                "Its authority is this collector's, but it is not written down; issue a new one for agent \(peer.agent)."
            )
        }
    }

    private func refusal(_ context: CollectorContext, _ name: String, _ title: String, _ detail: String) -> Problem {
        counters.refusedCertificates.add()
        log.warn(context.logger, "certificate of \(context.remoteAddress) refused: \(title)")
        return Problem(.forbidden, name, title, detail: detail)
    }
}
