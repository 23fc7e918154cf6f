internal import BehaviourModel
internal import WireProtocol

/// Stored lines as they go to a collector: all of one agent and epoch, in order, tombstones among them.
package struct StreamBatch: Hashable, Sendable {
    package let agent: String
    package let epoch: String
    /// For each line the last sequence that it stands for.
    package fileprivate(set) var ends: [Int64] = []
    /// For each line its bytes, without its end.
    package fileprivate(set) var sizes: [Int] = []
    /// The lines, each with a line end.
    package fileprivate(set) var bytes: [UInt8] = []
}

/// How far the collector is.
package struct DeliveryState: Hashable, Sendable {
    /// The newest epoch in which something is acknowledged, and its place; nil before the first acknowledgement.
    package let acknowledged: StorePosition?
    /// Stored lines that are not acknowledged; dropped ones are not counted.
    package let waiting: Int64
    /// Each epoch that has unacknowledged lines, dropped ones included.
    package let undelivered: [Undelivered]

    package struct Undelivered: Hashable, Sendable {
        package let epoch: String
        /// Up to this sequence the collector has them.
        package let acknowledged: Int64
        /// Of the newest line.
        package let sequence: Int64

        package init(epoch: String, acknowledged: Int64, sequence: Int64) {
            self.epoch = epoch
            self.acknowledged = acknowledged
            self.sequence = sequence
        }
    }
}

extension StoreReader {
    /// The next lines behind a place, from its epoch or a later one; nil when there are none.
    ///
    /// - Parameters:
    ///   - place: nil begins behind what is acknowledged.
    ///   - lines: at most so many.
    ///   - bytes: at most so many, line ends included; the first line is given however long it is.
    /// - Returns: `.failure` for an epoch that this database never had.
    package mutating func batch(
        after place: StorePosition?, lines: Int, bytes: Int
    ) throws(StoreError) -> Result<StreamBatch?, UnknownEpoch> {
        let epochs = try streamEpochs()
        var first = 0
        if let place {
            guard let index = epochs.firstIndex(where: { $0.name == place.epoch }) else {
                return .failure(UnknownEpoch())
            }
            first = index
        }
        for (index, epoch) in epochs.enumerated().dropFirst(first) {
            let start = place.map { index == first ? $0.sequence : epoch.acknowledged } ?? epoch.acknowledged
            guard epoch.sequence > start else { continue }
            let batch = try read(epoch, after: start, lines: lines, bytes: bytes)
            if !batch.ends.isEmpty { return .success(batch) }
        }
        return .success(nil)
    }

    /// A place of an epoch that this database never had.
    package struct UnknownEpoch: Error {}

    package mutating func delivery() throws(StoreError) -> DeliveryState {
        let epochs = try streamEpochs()
        var waiting: Int64 = 0
        for epoch in epochs where epoch.sequence > epoch.acknowledged {
            waiting &+=
                try connection.first(
                    "SELECT count(*) FROM alerts WHERE epoch = ?1 AND sequence > ?2", Self.attempt,
                    .integer(epoch.number), .integer(epoch.acknowledged)
                ) { $0.integer(0) } ?? 0
        }
        return DeliveryState(
            acknowledged: epochs.last { $0.acknowledged > 0 }.map {
                StorePosition(epoch: $0.name, sequence: $0.acknowledged)
            },
            waiting: waiting,
            undelivered: epochs.filter { $0.sequence > $0.acknowledged }.map {
                .init(epoch: $0.name, acknowledged: $0.acknowledged, sequence: $0.sequence)
            })
    }

    private static let attempt = "read the stream"

    private struct StreamEpoch {
        let number: Int64
        let name: String
        let agent: String
        let sequence: Int64
        let acknowledged: Int64
    }

    private mutating func streamEpochs() throws(StoreError) -> [StreamEpoch] {
        try connection.all(
            "SELECT number, epoch, agent, sequence, acknowledged FROM epochs ORDER BY number", Self.attempt
        ) {
            StreamEpoch(
                number: $0.integer(0), name: $0.text(1), agent: $0.text(2), sequence: $0.integer(3),
                acknowledged: $0.integer(4))
        }
    }

    private mutating func read(
        _ epoch: StreamEpoch, after sequence: Int64, lines: Int, bytes: Int
    ) throws(StoreError) -> StreamBatch {
        var batch = StreamBatch(agent: epoch.agent, epoch: epoch.name)
        try connection.query(
            """
            SELECT sequence AS last, sequence, NULL, NULL, NULL, line FROM alerts WHERE epoch = ?1 AND sequence > ?2
            UNION ALL
            SELECT last, first, last, previous, hash, NULL FROM tombstones WHERE epoch = ?1 AND last > ?2
            ORDER BY last LIMIT ?3
            """, Self.attempt
        ) { (row) throws(StoreError) in
            try row.bind(.integer(epoch.number), at: 1)
            try row.bind(.integer(sequence), at: 2)
            try row.bind(.integer(Int64(lines)), at: 3)
            while try row.step() {
                var line = row.bytes(5)
                if line.isEmpty {
                    guard let link = ChainLink(epoch: epoch.name, tombstone: row, at: 1) else { continue }
                    line = Tombstone(for: link, agent: epoch.agent).line
                }
                guard batch.ends.isEmpty || batch.bytes.count + line.count < bytes else { return }
                batch.ends.append(row.integer(0))
                batch.sizes.append(line.count)
                batch.bytes += line
                batch.bytes.append(UInt8(ascii: "\n"))
            }
        }
        return batch
    }
}
