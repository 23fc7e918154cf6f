extension AgentStore {
    /// Notes that the collector has everything up to a position. Going back is not possible.
    ///
    /// - Parameter refused: sequences of lines that the collector refused for good. Those that were acknowledged before are
    ///   not counted again, so that a caller may repeat.
    /// - Returns: false for an epoch that this database never had, or a sequence that it never wrote.
    package mutating func acknowledge(
        _ position: StorePosition, refused: [Int64] = []
    ) throws(StoreError) -> Bool {
        let attempt = "note what was delivered"
        return try connection.transaction(attempt) { (connection) throws(StoreError) in
            let before = try connection.first(
                "SELECT acknowledged FROM epochs WHERE epoch = ?1 AND sequence >= ?2", attempt, .text(position.epoch),
                .integer(position.sequence)
            ) { $0.integer(0) }
            guard let before else { return false }
            guard position.sequence > before else { return true }
            try connection.run(
                "UPDATE epochs SET acknowledged = ?2 WHERE epoch = ?1", attempt, .text(position.epoch),
                .integer(position.sequence))
            var counters = StoreCounters()
            counters.refused = Int64(Set(refused.filter { $0 > before && $0 <= position.sequence }).count)
            try connection.add(counters)
            return true
        }
    }
}
