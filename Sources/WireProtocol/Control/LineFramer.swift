/// Cuts a stream of bytes into lines, however the bytes arrive, and holds no more than one line's limit of an unfinished one.
package struct LineFramer: Sendable {
    /// What the agent accepts as a request: 64 KiB.
    package static let requestLimit = 64 << 10
    /// What a client accepts as one line of an answer: 1 MiB.
    package static let answerLimit = 1 << 20

    package enum Frame: Hashable, Sendable {
        /// A line without its end; never empty.
        case line([UInt8])
        /// A line was longer than the limit, and has been dropped; the stream goes on after its end.
        case tooLong(limit: Int)
    }

    private let limit: Int
    private var pending: [UInt8] = []
    private var isSkipping = false
    private var frames: [Frame] = []
    private var nextFrame = 0

    /// - Parameter limit: bytes of a line at most, its end not counted.
    package init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Takes what has been read.
    package mutating func append(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                finishLine()
            } else if pending.count < limit {
                if !isSkipping { pending.append(byte) }
            } else {
                startSkipping()
            }
        }
    }

    package mutating func append(_ bytes: [UInt8]) {
        append(bytes.span)
    }

    /// The next whole line, or nil until more bytes come.
    package mutating func next() -> Frame? {
        guard nextFrame < frames.count else {
            frames.removeAll(keepingCapacity: true)
            nextFrame = 0
            return nil
        }
        nextFrame += 1
        return frames[nextFrame - 1]
    }

    /// Whether the stream would end in the middle of a line.
    package var hasUnfinishedLine: Bool { isSkipping || !pending.isEmpty }

    private mutating func finishLine() {
        if !isSkipping, !pending.isEmpty { frames.append(.line(pending)) }
        isSkipping = false
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func startSkipping() {
        frames.append(.tooLong(limit: limit))
        isSkipping = true
        pending = []
    }
}
