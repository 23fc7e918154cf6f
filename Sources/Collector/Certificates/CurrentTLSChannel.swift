internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

/// Sets up each connection with the TLS context that is current, and counts the handshakes that fail.
struct CurrentTLSChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
    let base: Base
    let identity: ServerIdentity
    let refusals: HandshakeRefusals

    var responder: Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
            try pipeline.addHandler(HandshakeWatch(refusals: refusals))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
