internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Writes messages of RFC 5424 to one receiver; over TCP and TLS on a connection that is kept.
///
/// Syslog has no acknowledgement: a message counts as delivered when the kernel has taken it.
package actor SyslogSender: OutputSender {
    private let target: SyslogTarget
    private let group: any EventLoopGroup
    private var channel: (any Channel)?

    private static let patience = TimeAmount.seconds(10)

    package init(target: SyslogTarget) {
        self.target = target
        group = MultiThreadedEventLoopGroup.singleton
    }

    package func send(_ line: OutboundLine, _ note: OutboundNote, now: Int64) async throws(OutputTrouble) {
        let message = SyslogMessage.project(
            line, note, facility: target.facility, body: target.body, limit: target.limit)
        let bytes = target.transport == .udp ? message : SyslogMessage.framed(message)
        do {
            try await write(bytes, to: try await connected())
        } catch {
            await close()
            let place = "\(target.transport.rawValue)://\(PlainText.shortened(target.host, to: 255)):\(target.port)"
            throw .later("\(place): \(Self.words(error))")
        }
    }

    package func close() async {
        guard let channel else { return }
        self.channel = nil
        try? await channel.close()
    }

    private func write(_ bytes: [UInt8], to channel: any Channel) async throws {
        let written = channel.eventLoop.makePromise(of: Void.self)
        let timer = channel.eventLoop.scheduleTask(in: Self.patience) { written.fail(SyslogTimeout()) }
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).cascade(to: written)
        defer { timer.cancel() }
        try await written.futureResult.get()
    }

    private func connected() async throws -> any Channel {
        if let channel, channel.isActive { return channel }
        let new: any Channel
        switch target.transport {
        case .udp: new = try await DatagramBootstrap(group: group).connect(host: target.host, port: target.port).get()
        case .tcp: new = try await stream().connect(host: target.host, port: target.port).get()
        case .tls:
            let context = try tlsContext()
            let name = isAddress ? nil : target.host
            new = try await stream().channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: name))
                }
            }.connect(host: target.host, port: target.port).get()
        }
        channel = new
        return new
    }

    private func stream() -> ClientBootstrap {
        ClientBootstrap(group: group).connectTimeout(Self.patience)
            .channelOption(.socketOption(.so_keepalive), value: 1)
    }

    private func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let file = target.authorities { configuration.trustRoots = .file(file) }
        return try NIOSSLContext(configuration: configuration)
    }

    /// A server name for TLS must be no address.
    private var isAddress: Bool { (try? SocketAddress(ipAddress: target.host, port: target.port)) != nil }

    private static func words(_ error: any Error) -> String {
        switch error {
        case is SyslogTimeout: return "the receiver takes nothing"
        case let error as NIOConnectionError:
            return error.connectionErrors.compactMap { ($0.error as? IOError).map(ConnectionWords.text) }.first
                ?? "no connection"
        case let error as IOError: return ConnectionWords.text(error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return "TLS: the certificate or the version is refused"
        default: return "\(type(of: error))"
        }
    }
}

private struct SyslogTimeout: Error {}
