internal import NIOCore
internal import WireProtocol

/// Stored lines on their way: all of one agent and epoch, in order, exactly as the agent stores them.
struct LineBatch: Sendable {
    let header: StreamBatchHeader
    private let bytes: ByteBuffer
    /// Where each line begins; one more for the end.
    private let starts: [Int]

    init(_ header: StreamBatchHeader, _ bytes: ByteBuffer) {
        self.header = header
        self.bytes = bytes
        var starts = [0]
        for size in header.sizes { starts.append(starts[starts.count - 1] &+ size &+ 1) }
        self.starts = starts
    }

    var count: Int { header.ends.count }

    /// Everything up to the end of one line.
    func place(after index: Int) -> StreamPosition {
        StreamPosition(epoch: header.epoch, sequence: header.ends[index])
    }

    /// The place behind the last line.
    var end: StreamPosition { place(after: count - 1) }

    /// The bytes of some lines, shared with the batch.
    func lines(_ range: Range<Int>) -> ByteBuffer {
        bytes.getSlice(
            at: bytes.readerIndex + starts[range.lowerBound],
            length: starts[range.upperBound] - starts[range.lowerBound])
            ?? ByteBuffer()
    }
}
