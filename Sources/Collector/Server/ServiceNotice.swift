internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOPosix

/// Tells the service manager how the collector stands, by the protocol of sd_notify(3); silent where there is none.
struct ServiceNotice: Sendable {
    private let socket: String?

    /// - Parameter socket: the path of the manager's socket; systemd names it in the environment.
    init(socket: String? = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"]) { self.socket = socket }

    /// Sends lines such as `READY=1`. Where that fails it is logged: the manager then says itself what it misses.
    func send(_ text: String, logger: Logger) async {
        guard let socket, !socket.isEmpty else { return }
        do {
            let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(unixDomainSocketPath: socket).get()
            try await channel.writeAndFlush(ByteBuffer(string: text))
            try await channel.close()
        } catch {
            logger.warning("cannot notify the service manager: \(error)")
        }
    }
}
