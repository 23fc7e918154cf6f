import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A web server on loopback that keeps what it is sent, and answers as told.
final class WebReceiver: Sendable {
    struct Posted: Sendable {
        let head: String
        let body: [UInt8]
    }

    private let posted = Mutex<[Posted]>([])
    private let answers: Mutex<[String]>
    private let channel: any Channel

    /// - Parameter answers: status lines such as `503 Busy`, one for each request; then always the last.
    init(answers: [String] = ["200 OK"], port: Int = 0) async throws {
        self.answers = Mutex(answers)
        let waiting = Mutex<(@Sendable (Posted) -> String)?>(nil)
        let take: @Sendable (Posted) -> String = { one in waiting.withLock { $0 }?(one) ?? "500 early" }
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Requests(take)) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        waiting.withLock { $0 = { [weak self] one in self?.answer(one) ?? "500 gone" } }
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var all: [Posted] { posted.withLock { $0 } }

    func close() async { try? await channel.close() }

    private func answer(_ one: Posted) -> String {
        posted.withLock { $0.append(one) }
        return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }

    /// As much of HTTP as a client of ours needs.
    private final class Requests: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let take: (Posted) -> String
        private var received: [UInt8] = []

        init(_ take: @escaping (Posted) -> String) { self.take = take }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Array(unwrapInboundIn(data).readableBytesView)
            let text = String(decoding: received, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let head = String(text[..<end.lowerBound])
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) } ?? 0
            let start = head.utf8.count + 4
            guard received.count >= start + length else { return }
            let status = take(Posted(head: head, body: Array(received[start..<start + length])))
            received = Array(received[(start + length)...])
            guard status != "hang" else { return }
            let parts = status.split(separator: "|", maxSplits: 1)
            let body = parts.count > 1 ? String(parts[1]) : ""
            let answer = "HTTP/1.1 \(parts[0])\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }
}

/// A listener on loopback that keeps the bytes of streams or datagrams.
final class SyslogReceiver: Sendable {
    private let bytes = Mutex<[[UInt8]]>([])
    private let channel: any Channel
    private let children = Mutex<[any Channel]>([])

    /// - Parameter tls: for streams; nil for plain ones.
    init(datagrams: Bool = false, tls: NIOSSLContext? = nil, port: Int = 0) async throws {
        let keep = Mutex<(@Sendable ([UInt8]) -> Void)?>(nil)
        let adopt = Mutex<(@Sendable (any Channel) -> Void)?>(nil)
        let take: @Sendable ([UInt8]) -> Void = { bytes in keep.withLock { $0 }?(bytes) }
        if datagrams {
            channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Datagrams(take))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
        } else {
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    adopt.withLock { $0 }?(channel)
                    return channel.eventLoop.makeCompletedFuture {
                        if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                        try channel.pipeline.syncOperations.addHandler(Streams(take))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
        }
        keep.withLock { $0 = { [weak self] bytes in self?.bytes.withLock { $0.append(bytes) } } }
        adopt.withLock { $0 = { [weak self] child in self?.children.withLock { $0.append(child) } } }
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    /// One element a datagram; pieces of streams as they came.
    var pieces: [[UInt8]] { bytes.withLock { $0 } }
    var stream: [UInt8] { pieces.flatMap(\.self) }

    func close() async {
        try? await channel.close()
        for child in children.withLock({ $0 }) { try? await child.close() }
    }

    private final class Streams: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let take: ([UInt8]) -> Void
        init(_ take: @escaping ([UInt8]) -> Void) { self.take = take }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            take(Array(unwrapInboundIn(data).readableBytesView))
        }
    }

    private final class Datagrams: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        private let take: ([UInt8]) -> Void
        init(_ take: @escaping ([UInt8]) -> Void) { self.take = take }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            take(Array(unwrapInboundIn(data).data.readableBytesView))
        }
    }
}

/// Waits until `condition` holds; false after `seconds`.
func eventuallyTrue(seconds: Double = 60, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))  // what is waited for tells nobody when it happens
    }
    return try await condition()
}
