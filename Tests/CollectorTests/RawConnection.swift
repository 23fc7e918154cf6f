import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TLS connection on which a test says what it likes, without a certificate.
final class RawConnection: Sendable {
    private final class Reading: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let text = Mutex("")

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let part = String(buffer: unwrapInboundIn(data))
            text.withLock { $0 += part }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private let channel: any Channel
    private let reading = Reading()

    /// What has come so far.
    var text: String { reading.text.withLock { $0 } }

    var isOpen: Bool { channel.isActive }

    init(port: Int, authority: String) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        let context = try NIOSSLContext(configuration: tls)
        let reading = reading
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    try channel.pipeline.syncOperations.addHandler(reading)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    deinit { channel.close(promise: nil) }

    /// Says this; false when the connection has ended.
    @discardableResult
    func say(_ text: String) async -> Bool {
        (try? await channel.writeAndFlush(ByteBuffer(string: text)).get()) != nil
    }

    /// Whether the other side ends the connection in time.
    func isEnded(within limit: Duration) async -> Bool {
        let ended = channel.eventLoop.makePromise(of: Bool.self)
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { ended.succeed(false) }
        channel.closeFuture.whenComplete { _ in
            timer.cancel()
            ended.succeed(true)
        }
        return (try? await ended.futureResult.get()) ?? false
    }
}
