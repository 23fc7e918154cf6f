package import BehaviourModel
internal import WireProtocol

extension AgentStore {
    /// Writes segments and states in one transaction: after a kill all of them are new, or all are old.
    ///
    /// - Parameter daysKept: segments of any workload that are so many days older than the newest of these are deleted. So
    ///   are the oldest, when all together take more than half of `StoreOptions.limit`.
    package mutating func save(
        _ segments: [StoredSegment], daysKept: Int64 = 1 << 40, states: [StoredState] = []
    ) throws(StoreError) {
        let attempt = "save \(segments.count) baseline segments"
        let limit = options.limit.bytes / 2
        baselineBytes = try connection.transaction(attempt) { (connection) throws(StoreError) in
            for segment in segments { try Self.write(segment, to: &connection, attempt) }
            for state in states {
                try connection.run(
                    "INSERT OR REPLACE INTO states (name, format, digest, body) VALUES (?1, ?2, ?3, ?4)", attempt,
                    .text(state.name), .integer(state.format), .text(Fingerprint(of: state.body).hexadecimal),
                    .bytes(state.body))
            }
            if let newest = segments.map(\.key.day).max() {
                try connection.run(
                    "DELETE FROM segments WHERE day <= ?1", attempt, .integer(newest &- max(0, daysKept)))
                while try BaselineSpace.ofSegments(in: &connection) > limit {
                    try connection.run(
                        "DELETE FROM segments WHERE rowid IN (SELECT rowid FROM segments ORDER BY day, rowid LIMIT 64)",
                        attempt)
                }
            }
            return try BaselineSpace.ofAll(in: &connection)
        }
    }

    /// Forgets everything learned about a workload, whoever saw it.
    package mutating func removeSegments(of workload: WorkloadIdentity) throws(StoreError) {
        try connection.run(
            "DELETE FROM segments WHERE scope = ?1 AND name = ?2", "forget a baseline", .text(workload.scope),
            .text(workload.name))
        baselineBytes = try BaselineSpace.ofAll(in: &connection)
    }

    private static func write(
        _ segment: StoredSegment, to connection: inout SQLiteConnection, _ attempt: String
    ) throws(StoreError) {
        let key = segment.key
        try connection.run(
            """
            INSERT OR REPLACE INTO segments (source, epoch, scope, name, version, day, format, digest, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """, attempt, .text(key.source), .text(key.epoch), .text(key.workload.scope), .text(key.workload.name),
            .text(key.version), .integer(key.day), .integer(segment.format),
            .text(Fingerprint(of: segment.body).hexadecimal), .bytes(segment.body))
    }
}

/// How much of the database baselines take: none of what `store.limit` bounds.
enum BaselineSpace {
    private static let attempt = "measure the baselines"

    static func ofAll(in connection: inout SQLiteConnection) throws(StoreError) -> Int64 {
        let states =
            try connection.first("SELECT coalesce(sum(length(body)), 0) FROM states", attempt) { $0.integer(0) } ?? 0
        return try ofSegments(in: &connection) &+ states
    }

    static func ofSegments(in connection: inout SQLiteConnection) throws(StoreError) -> Int64 {
        try connection.first("SELECT coalesce(sum(length(body)), 0) FROM segments", attempt) { $0.integer(0) } ?? 0
    }
}
