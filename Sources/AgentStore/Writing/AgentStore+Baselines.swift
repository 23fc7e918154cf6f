package import BehaviourModel
internal import WireProtocol

extension AgentStore {
    /// Writes segments and states in one transaction: after a kill all of them are new, or all are old.
    package mutating func save(
        _ segments: [StoredSegment], removing: [SegmentKey] = [], states: [StoredState] = []
    ) throws(StoreError) {
        let attempt = "save \(segments.count) baseline segments"
        try connection.transaction(attempt) { (connection) throws(StoreError) in
            for key in removing { try Self.remove(key, in: &connection, attempt) }
            for segment in segments { try Self.write(segment, to: &connection, attempt) }
            for state in states {
                try connection.run(
                    "INSERT OR REPLACE INTO states (name, format, digest, body) VALUES (?1, ?2, ?3, ?4)", attempt,
                    .text(state.name), .integer(state.format), .text(Fingerprint(of: state.body).hexadecimal),
                    .bytes(state.body))
            }
        }
    }

    /// Forgets everything learned about a workload, whoever saw it.
    package mutating func removeSegments(of workload: WorkloadIdentity) throws(StoreError) {
        try connection.run(
            "DELETE FROM segments WHERE scope = ?1 AND name = ?2", "forget a baseline", .text(workload.scope),
            .text(workload.name))
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

    private static func remove(
        _ key: SegmentKey, in connection: inout SQLiteConnection, _ attempt: String
    ) throws(StoreError) {
        try connection.run(
            """
            DELETE FROM segments WHERE source = ?1 AND epoch = ?2 AND scope = ?3 AND name = ?4 AND version = ?5
                AND day = ?6
            """, attempt, .text(key.source), .text(key.epoch), .text(key.workload.scope), .text(key.workload.name),
            .text(key.version), .integer(key.day))
    }
}
