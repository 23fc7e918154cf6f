internal import BehaviourModel
internal import NIOCore
internal import WireProtocol

/// What comes from the agent: an answer, a batch together with its lines.
enum StreamFrame: Sendable {
    case batch(StreamBatchHeader, ByteBuffer)
    case heartbeat(JSONObject)
    case news(StreamPosition)
    case end(ExitStatus, message: String?)
}

/// Cuts the agent's bytes into frames. Holds no more than one line and one batch.
struct StreamDecoder: ByteToMessageDecoder {
    typealias InboundOut = StreamFrame

    private var expected: StreamBatchHeader?

    mutating func decode(
        context: ChannelHandlerContext, buffer: inout ByteBuffer
    ) throws -> DecodingState {
        if let header = expected {
            let size = header.sizes.reduce(0) { $0 &+ $1 &+ 1 }
            guard let lines = buffer.readSlice(length: size) else { return .needMoreData }
            expected = nil
            context.fireChannelRead(wrapInboundOut(.batch(header, lines)))
            return .continue
        }
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= LineFramer.answerLimit else {
                throw StreamFault("a line of the agent has no end")
            }
            return .needMoreData
        }
        let line = buffer.readBytes(length: end - buffer.readerIndex) ?? []
        buffer.moveReaderIndex(forwardBy: 1)
        switch try StreamAnswer(line: line) {
        case .batch(let header):
            // What the agent may send in one answer is bounded; a line may be longer than its bound.
            guard header.sizes.reduce(0, { $0 &+ $1 &+ 1 }) <= StreamReadArguments.byteLimit + LineFramer.answerLimit
            else {
                throw StreamFault("a batch of the agent is larger than any")
            }
            expected = header
        case .heartbeat(let heartbeat):
            context.fireChannelRead(wrapInboundOut(.heartbeat(heartbeat)))
        case .news(let place): context.fireChannelRead(wrapInboundOut(.news(place)))
        case .end(let status, let message): context.fireChannelRead(wrapInboundOut(.end(status, message: message)))
        }
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        // What is cut off is asked for again.
        buffer.clear()
        return .needMoreData
    }
}

/// Why the agent's stream cannot go on.
struct StreamFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
