internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

/// Sets up each connection with the TLS context that is current, gives it a place, and counts the handshakes that fail.
struct CurrentTLSChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
    let base: Base
    let identity: ServerIdentity
    let refusals: HandshakeRefusals
    let places: ConnectionPlaces

    var responder: Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        let address = channel.remoteAddress?.ipAddress ?? "unknown"
        let place = places.enter(from: address) { channel.close(promise: nil) }
        if let place {
            channel.closeFuture.whenComplete { [places] _ in places.leave(place) }
        } else {
            refusals.add(from: address, reason: "every place is taken")
            // Behind its setup, which a closed channel would fail.
            channel.eventLoop.execute { channel.close(promise: nil) }
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
            try pipeline.addHandler(HandshakeWatch(refusals: refusals, places: places, place: place))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
