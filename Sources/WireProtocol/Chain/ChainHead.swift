/// The end of a chain of lines: what the next line has to follow.
package struct ChainHead: Hashable, Sendable, BitwiseCopyable {
    /// The last line's sequence; 0 before the first line.
    package var sequence: Int64
    /// The last line's SHA-256, which the next line carries as `previous`.
    package var hash: Fingerprint

    package init(sequence: Int64, hash: Fingerprint) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Before the first line of an epoch.
    package static let start = ChainHead(sequence: 0, hash: .none)

    /// The sequence of the line to come.
    package var nextSequence: Int64 { sequence &+ 1 }

    /// The head after `line` (as stored, without its line end) has been added.
    package func adding(line: [UInt8]) -> ChainHead {
        ChainHead(sequence: nextSequence, hash: Fingerprint(of: line))
    }
}
