package import BehaviourModel

/// Something that is wrong with what an agent sent, as the collector saw it arrive.
package struct ChainFinding: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Lines are missing, and no tombstone says why.
        case gap
        /// Two different lines claim one place.
        case fork
        /// A line does not follow from the one stored before it: one of the two was changed.
        case edit
        /// A line came after ones that follow it.
        case reordered
        /// Lines of an epoch came after a later epoch of the same agent had begun.
        case oldEpoch = "old_epoch"
        /// One epoch is written to by two certificates in turn, or by two agents.
        case sharedEpoch = "shared_epoch"
        /// What an agent signed as its newest line is not what is stored.
        case headMismatch = "head_mismatch"
        /// An agent signed a head that lies before one it had signed.
        case rolledBack = "rolled_back"
        /// A heartbeat's signature is not of the key that was issued, or missing. Of no epoch; `sequences` is the day of 1970.
        case badSignature = "bad_signature"
    }

    package let kind: Kind
    package let agent: String
    package let epoch: String
    package let sequences: ClosedRange<Int64>
    /// What was seen, beside what the kind says.
    package let detail: String?

    package init(
        _ kind: Kind, agent: String, epoch: String, sequences: ClosedRange<Int64>, detail: String? = nil
    ) {
        self.kind = kind
        self.agent = agent
        self.epoch = epoch
        self.sequences = sequences
        self.detail = detail
    }

    /// One sentence for people.
    package var sentence: String {
        epoch.isEmpty ? "agent \(agent): \(words)" : "agent \(agent), epoch \(epoch): \(words)"
    }

    /// The same without saying whose.
    package var words: String {
        let place =
            sequences.lowerBound == sequences.upperBound
            ? "sequence \(sequences.lowerBound)" : "sequences \(sequences.lowerBound) to \(sequences.upperBound)"
        let what =
            switch kind {
            case .gap: "\(place) missing, and no tombstone says why"
            case .fork: "another line claims \(place), which is stored already"
            case .edit: "the line at \(place) does not follow from the one before it: one of the two was changed"
            case .reordered: "\(place) came after lines that follow it"
            case .oldEpoch: "lines of this epoch came again after a later epoch had begun"
            case .sharedEpoch: "two certificates write to this epoch: a copied machine, or a stolen certificate"
            case .headMismatch: "the agent signed another line at \(place) than the one stored"
            case .rolledBack: "the agent had signed \(place) as its newest, and now signs an earlier one"
            case .badSignature: "a heartbeat's signature is not of the key that was issued to the agent"
            }
        let more = detail.map { "; \($0)" } ?? ""
        return what + more
    }

    /// What the collector's own alert carries about it.
    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "agent": .string(agent), "epoch": .string(epoch),
            "first": .integer(sequences.lowerBound), "last": .integer(sequences.upperBound),
        ]
    }
}
