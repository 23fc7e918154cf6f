package import BehaviourModel
internal import WireProtocol

extension StoreReader {
    /// All segments of one workload, or of all; a changed byte in one of them is an error of kind `damaged`.
    package mutating func segments(of workload: WorkloadIdentity? = nil) throws(StoreError) -> [StoredSegment] {
        try connection.segments(of: workload)
    }

    package mutating func state(_ name: String) throws(StoreError) -> StoredState? {
        try connection.state(name)
    }
}

/// The same for the start, before anybody writes.
extension AgentStore {
    package mutating func segments(of workload: WorkloadIdentity? = nil) throws(StoreError) -> [StoredSegment] {
        try connection.segments(of: workload)
    }

    package mutating func state(_ name: String) throws(StoreError) -> StoredState? {
        try connection.state(name)
    }
}

extension SQLiteConnection {
    fileprivate mutating func segments(of workload: WorkloadIdentity?) throws(StoreError) -> [StoredSegment] {
        let path = path
        return try all(
            """
            SELECT source, epoch, scope, name, version, day, format, digest, body FROM segments
            WHERE (?1 IS NULL OR scope = ?1) AND (?2 IS NULL OR name = ?2)
            ORDER BY scope, name, version, day, source, epoch
            """, "read baselines", .optional(workload?.scope), .optional(workload?.name)
        ) { (row) throws(StoreError) in
            let key = SegmentKey(
                source: row.text(0), epoch: row.text(1),
                workload: WorkloadIdentity(scope: row.text(2), name: row.text(3)),
                version: row.text(4), day: row.integer(5))
            let body = row.bytes(8)
            try Self.check(body, digest: row.text(7), "the segment of \(key.workload), day \(key.day),", path)
            return StoredSegment(key: key, format: row.integer(6), body: body)
        }
    }

    fileprivate mutating func state(_ name: String) throws(StoreError) -> StoredState? {
        let path = path
        return try first(
            "SELECT format, digest, body FROM states WHERE name = ?1", "read the detector's state", .text(name)
        ) { (row) throws(StoreError) in
            let body = row.bytes(2)
            try Self.check(body, digest: row.text(1), "the state \(name)", path)
            return StoredState(name: name, format: row.integer(0), body: body)
        }
    }

    private static func check(
        _ body: [UInt8], digest: String, _ subject: String, _ path: String
    ) throws(StoreError) {
        guard Fingerprint(of: body).hexadecimal == digest else {
            throw StoreError(
                kind: .damaged, attempt: "read baselines", path: path,
                reason: "\(subject) is not what was written there")
        }
    }
}
