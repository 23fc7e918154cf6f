internal import BehaviourModel
package import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import Synchronization

/// Counts connections that TLS refused: wrong or expired certificates, plain HTTP, old versions.
package final class HandshakeRefusals: Sendable {
    private let counter = Atomic(0)
    private let log = BoundedLog()
    private let logger: Logger

    package init(logger: Logger) { self.logger = logger }

    package var count: Int { counter.load(ordering: .relaxed) }

    func add(from address: String, reason: String) {
        counter.wrappingAdd(1, ordering: .relaxed)
        log.warn(
            logger, "TLS handshake with \(EscapedText.string(address)) refused: \(EscapedText.string(reason))")
    }
}

/// Sees what the TLS handler reports for one connection.
final class HandshakeWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// A client that opens a connection and says nothing is let go after this.
    private static let limit = TimeAmount.seconds(10)

    private let refusals: HandshakeRefusals
    private let places: ConnectionPlaces
    private let place: Int?
    private var isDone = false
    private var deadline: Scheduled<Void>?

    /// - Parameter place: nil for a connection that has none, and ends at once.
    init(refusals: HandshakeRefusals, places: ConnectionPlaces, place: Int?) {
        self.refusals = refusals
        self.places = places
        self.place = place
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: Self.limit) {
            let (watch, context) = bound.value
            guard !watch.isDone else { return }
            watch.refuse(context, "no handshake within 10 s")
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(_) = event {
            isDone = true
            deadline?.cancel()
            guard let place, places.settle(place, agent: agent(context)) else {
                refuse(context, "it has as many connections as one may have")
                context.close(promise: nil)
                return
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func agent(_ context: ChannelHandlerContext) -> AgentName? {
        let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        return tls?.peerCertificate.flatMap { PeerCertificate($0) }?.agent
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // TLS 1.3: a client's certificate is judged after the server has finished, so late errors count too.
        if let failure = error as? NIOSSLError {
            if case .handshakeFailed(let reason) = failure { refuse(context, "\(reason)") }
        } else if error is BoringSSLError {
            refuse(context, "\(error)")
        }
        context.fireErrorCaught(error)
    }

    private func refuse(_ context: ChannelHandlerContext, _ reason: String) {
        isDone = true
        deadline?.cancel()
        refusals.add(from: context.remoteAddress?.ipAddress ?? "unknown", reason: reason)
    }
}
