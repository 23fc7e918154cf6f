internal import BehaviourModel
internal import NIOCore
internal import NIOPosix
internal import WireProtocol

/// One connection to the agent's stream socket. One task asks, and reads the answers in the order of its requests.
struct AgentLink {
    private var answers: NIOAsyncChannelInboundStream<StreamFrame>.AsyncIterator
    private let requests: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Connects, lends the connection to `body`, and closes it.
    static func with<Result: Sendable>(
        _ path: String, on group: any EventLoopGroup,
        _ body: @Sendable @escaping (inout AgentLink) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(StreamDecoder()))
                // One batch waits here while another is on its way to the collector.
                return try NIOAsyncChannel<StreamFrame, ByteBuffer>(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var link = AgentLink(answers: inbound.makeAsyncIterator(), requests: outbound)
            return try await body(&link)
        }
    }

    func send(_ request: StreamRequest) async throws {
        try await requests.write(ByteBuffer(bytes: request.message))
    }

    /// The next frame; the end of the connection is an error.
    mutating func next() async throws -> StreamFrame {
        guard let frame = try await answers.next(isolation: #isolation) else {
            throw StreamFault("the agent has closed its stream socket")
        }
        return frame
    }

    /// The answer to a `read`: nil when nothing waits.
    mutating func batch() async throws -> LineBatch? {
        var batch: LineBatch?
        while true {
            switch try await next() {
            case .batch(let header, let bytes): batch = LineBatch(header, bytes)
            case .end(.done, _): return batch
            case .end(let status, let message):
                throw AgentRefusal(status: status, message: message ?? "no reason given")
            case .heartbeat, .news: throw StreamFault("the agent answers what was not asked")
            }
        }
    }

    /// Durable when this returns.
    mutating func acknowledge(_ acknowledgement: StreamAcknowledgement) async throws {
        try await send(.acknowledge(acknowledgement))
        guard case .end(let status, let message) = try await next() else {
            throw StreamFault("the agent answers what was not asked")
        }
        guard status == .done else { throw AgentRefusal(status: status, message: message ?? "no reason given") }
    }

    /// One heartbeat of now.
    mutating func heartbeat() async throws -> JSONObject {
        try await send(.heartbeat)
        var found: JSONObject?
        while true {
            switch try await next() {
            case .heartbeat(let heartbeat): found = heartbeat
            case .end(.done, _):
                guard let found else { throw StreamFault("the agent sends no heartbeat") }
                return found
            case .end(let status, let message):
                throw AgentRefusal(status: status, message: message ?? "no reason given")
            case .batch, .news: throw StreamFault("the agent answers what was not asked")
            }
        }
    }
}

/// The agent does not do what it is asked for.
struct AgentRefusal: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String

    var description: String { "the agent refuses: \(message)" }
}
