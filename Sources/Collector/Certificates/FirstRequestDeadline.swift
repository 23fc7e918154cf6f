internal import NIOCore
internal import NIOSSL

/// Lets a client without a certificate go that has not sent a whole header within ten seconds of its connection: half a header
/// would hold a place.
final class FirstRequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    /// Behind the decoder of HTTP whatever comes begins with a whole header.
    typealias InboundIn = Never

    static let limit = TimeAmount.seconds(10)

    private var deadline: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: Self.limit) {
            let context = bound.value
            let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
            if tls?.peerCertificate == nil { context.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadline?.cancel()
        deadline = nil
        context.fireChannelRead(data)
    }
}
