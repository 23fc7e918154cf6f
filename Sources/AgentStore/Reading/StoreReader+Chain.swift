package import WireProtocol

extension StoreReader {
    /// What each epoch's chain looks like, from the first epoch to the current one.
    package mutating func verifyChains() throws(StoreError) -> [(epoch: StoreEpoch, verdict: ChainVerdict)] {
        let epochs = try connection.all(
            "SELECT number, epoch, sequence, hash FROM epochs ORDER BY number", "verify the chain"
        ) {
            (
                epoch: StoreEpoch(number: $0.integer(0), name: $0.text(1)),
                head: Fingerprint(hexadecimal: $0.text(3)).map { [sequence = $0.integer(2)] in
                    ChainHead(sequence: sequence, hash: $0)
                }
            )
        }
        var verdicts: [(epoch: StoreEpoch, verdict: ChainVerdict)] = []
        for (epoch, head) in epochs { verdicts.append((epoch, try verify(epoch, head: head))) }
        return verdicts
    }

    /// Reads lines and tombstones in steps, so that memory stays flat however many there are.
    private mutating func verify(_ epoch: StoreEpoch, head: ChainHead?) throws(StoreError) -> ChainVerdict {
        var reached = ChainHead.start
        while true {
            let links: [ChainLink]
            switch try read(epoch, after: reached.sequence) {
            case .success(let read): links = read
            case .failure(let failure): return .unreadable(index: failure.index, failure.error)
            }
            if links.isEmpty { break }
            guard case .whole(let next) = HashChain.verify(links, after: reached) else {
                return HashChain.verify(links, after: reached)
            }
            reached = next
        }
        // The head that was stored with the last line vouches for the end.
        guard let head, head.sequence >= 0, head.sequence < Int64.max else {
            return .edited(sequence: reached.sequence)
        }
        if head.sequence > reached.sequence { return .gap(missing: reached.nextSequence...head.sequence) }
        return head == reached ? .whole(reached) : .edited(sequence: reached.sequence)
    }

    private struct Unreadable: Error {
        let index: Int
        let error: ChainLinkError
    }

    /// The next lines and tombstones behind a sequence, at most `step`.
    private mutating func read(
        _ epoch: StoreEpoch, after sequence: Int64
    ) throws(StoreError) -> Result<[ChainLink], Unreadable> {
        try connection.query(
            """
            SELECT sequence AS first, sequence, NULL, NULL, line FROM alerts WHERE epoch = ?1 AND sequence > ?2
            UNION ALL
            SELECT first, last, previous, hash, NULL FROM tombstones WHERE epoch = ?1 AND first > ?2
            ORDER BY first LIMIT ?3
            """, "verify the chain"
        ) { (row) throws(StoreError) in
            try row.bind(.integer(epoch.number), at: 1)
            try row.bind(.integer(sequence), at: 2)
            try row.bind(.integer(1_024), at: 3)
            var links: [ChainLink] = []
            while try row.step() {
                let line = row.bytes(4)
                if line.isEmpty {
                    // A tombstone that is none says nothing about the lines that it stands for: a gap.
                    if let link = ChainLink(epoch: epoch.name, tombstone: row, at: 0) { links.append(link) }
                    continue
                }
                do throws(ChainLinkError) {
                    links.append(try ChainLink(line: line))
                } catch {
                    // Sequences count from 1, places of the input from 0.
                    return .failure(Unreadable(index: Int(clamping: row.integer(0) - 1), error: error))
                }
            }
            return .success(links)
        }
    }
}
