package import BehaviourModel

/// A place in the stream of alerts. Epochs follow each other in the order of `StoreEpoch.number`.
package struct StorePosition: Hashable, Sendable {
    package var epoch: String
    package var sequence: Int64

    package init(epoch: String, sequence: Int64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

/// An alert as it is stored: the line is what was hashed, and what everybody gets.
package struct StoredAlert: Hashable, Sendable {
    package let id: String
    /// nil for an alert that was held back: it is no part of the stream.
    package let position: StorePosition?
    /// Canonical JSON, without a line end.
    package let line: [UInt8]

    package func alert() throws(AlertError) -> Alert {
        try Alert(line: line.span)
    }
}
