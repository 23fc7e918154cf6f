internal import WireProtocol

/// Decides for each arriving line of one epoch whether it is new, there already, or contradicts what is stored.
///
/// The rules are those of `HashChain`, the agent's own; this adds what to do when they are broken: the line is kept, as
/// evidence, and the chain is followed on from it.
struct ChainFollower {
    let agent: String
    let epoch: String
    /// The end of what has been stored.
    private(set) var head: ChainHead

    enum Decision: Hashable {
        case store
        case duplicate
        /// Kept apart: its place is taken.
        case conflict
    }

    init(agent: String, epoch: String, head: ChainHead) {
        self.agent = agent
        self.epoch = epoch
        self.head = head
    }

    /// Steps over all lines at once when every one of them follows; false changes nothing.
    mutating func followAll(_ links: [ChainLink]) -> Bool {
        guard case .whole(let next) = HashChain.verify(links, after: head) else { return false }
        head = next
        return true
    }

    /// - Parameter stored: the hash of the line stored at a sequence, nil when there is none.
    mutating func follow(
        _ link: ChainLink, stored: (Int64) throws -> Fingerprint?
    ) rethrows -> (decision: Decision, finding: ChainFinding?) {
        let last = link.sequences.upperBound
        switch HashChain.verify([link], after: head) {
        case .whole(let next):
            head = next
            return (.store, nil)
        case .gap(let missing):
            head = ChainHead(sequence: last, hash: link.hash)
            return (.store, finding(.gap, missing))
        case .repeated:
            if last <= head.sequence { return try look(at: link, stored: stored) }
            // A tombstone that begins before the end: some of its lines came before they were dropped.
            let before = try link.sequences.lowerBound > 1 ? stored(link.sequences.lowerBound - 1) : Fingerprint.none
            head = ChainHead(sequence: last, hash: link.hash)
            let fits = before.map { $0 == link.previous } ?? true
            return (.store, fits ? nil : finding(.edit, link.sequences))
        case .edited, .fork, .reordered, .foreignEpoch, .unreadable:
            // Of one link that follows directly only its `previous` can be wrong.
            head = ChainHead(sequence: last, hash: link.hash)
            return (.store, finding(.edit, link.sequences))
        }
    }

    /// A line at or before the end of what is stored.
    private func look(
        at link: ChainLink, stored: (Int64) throws -> Fingerprint?
    ) rethrows -> (decision: Decision, finding: ChainFinding?) {
        guard let known = try stored(link.sequences.upperBound) else {
            return (.store, finding(.reordered, link.sequences))
        }
        return known == link.hash ? (.duplicate, nil) : (.conflict, finding(.fork, link.sequences))
    }

    private func finding(_ kind: ChainFinding.Kind, _ sequences: ClosedRange<Int64>) -> ChainFinding {
        ChainFinding(kind, agent: agent, epoch: epoch, sequences: sequences)
    }
}
