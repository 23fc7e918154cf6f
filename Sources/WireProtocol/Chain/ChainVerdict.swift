/// What a check of stored lines found: the first thing that is wrong, or that nothing is.
package enum ChainVerdict: Hashable, Sendable, CustomStringConvertible {
    /// Every line follows the one before it; this is the end.
    case whole(ChainHead)
    /// The line at this place of the input is not part of any chain.
    case unreadable(index: Int, ChainLinkError)
    /// The line at this place of the input belongs to another epoch.
    case foreignEpoch(index: Int, expected: String, found: String)
    /// The same line is there twice.
    case repeated(sequence: Int64)
    /// Two different lines claim one place, or the history is not the one whose head was signed.
    case fork(sequence: Int64)
    /// All lines are there, but this one stands behind a later one.
    case reordered(sequence: Int64)
    /// Lines are missing, and no tombstone says why.
    case gap(missing: ClosedRange<Int64>)
    /// The line is not the one that was hashed when the next was written.
    case edited(sequence: Int64)

    package var isWhole: Bool {
        if case .whole = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .whole(let head): "whole up to sequence \(head.sequence)"
        case .unreadable(let index, let error): "line \(index + 1) cannot be read: \(error)"
        case .foreignEpoch(let index, let expected, let found):
            "line \(index + 1) is of epoch \(found), not of \(expected); check each epoch by itself"
        case .repeated(let sequence): "sequence \(sequence) is there twice, with the same content"
        case .fork(let sequence): "two histories differ from sequence \(sequence) on"
        case .reordered(let sequence): "sequence \(sequence) stands behind a later line"
        case .gap(let missing):
            "sequences \(missing.lowerBound) to \(missing.upperBound) are missing and no tombstone names them"
        case .edited(let sequence): "the line with sequence \(sequence) was changed after it was written"
        }
    }
}
