internal import Foundation
internal import GRDB
internal import WireProtocol

extension SQLiteStore {
    package func record(_ heartbeat: ReceivedHeartbeat) async throws(StoreFailure) -> HeadStatus {
        try await write("store a heartbeat") { db in
            let (status, findings) = try HeadCheck(heartbeat: heartbeat).run(db)
            if !findings.isEmpty {
                try self.writing(db, now: heartbeat.received) { writer in
                    for finding in findings { _ = try writer.raise(finding) }
                }
            }
            try Self.keep(heartbeat, status, db)
            return status
        }
    }

    private static func keep(_ heartbeat: ReceivedHeartbeat, _ status: HeadStatus, _ db: Database) throws {
        guard status != .old else { return }
        if status == .wrong, heartbeat.signature != .right {
            // Who says this has not the agent's key: it keeps no agent alive, and replaces nothing that one has said.
            try db.execute(
                sql: "UPDATE heartbeats SET head = ? WHERE agent = ?",
                arguments: [status.rawValue, heartbeat.agent.text])
            guard db.changesCount == 0 else { return }
        }
        try db.execute(
            sql: """
                INSERT INTO heartbeats (agent, received_ns, head, body) VALUES (?, ?, ?, ?)
                ON CONFLICT (agent) DO UPDATE SET received_ns = excluded.received_ns, head = excluded.head,
                    body = excluded.body
                """,
            arguments: [heartbeat.agent.text, heartbeat.received, status.rawValue, Data(heartbeat.bytes)])
    }
}

/// Compares the head that an agent signed with what is stored of its epoch.
private struct HeadCheck {
    let heartbeat: ReceivedHeartbeat

    func run(_ db: Database) throws -> (HeadStatus, [ChainFinding]) {
        let boots = SignedBoots(agent: heartbeat.agent.text)
        switch heartbeat.signature {
        case .missing:
            guard try boots.isEmpty(db) else { return (.wrong, [stranger("no signature, where the agent had signed")]) }
            return (.unsigned, [])
        case .wrong: return (.wrong, [stranger(nil)])
        case .right: break
        }
        guard try boots.enter(heartbeat.bootID, heartbeat.bootNanoseconds, db) else { return (.old, []) }
        let head = heartbeat.head
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM epochs WHERE agent = ? AND epoch = ?",
            arguments: [heartbeat.agent.text, heartbeat.epoch])
        guard let row else { return (head.sequence == 0 ? .ok : .behind, []) }
        let tail = try EpochTail(row: row)
        if let signed = row["signed_sequence"] as Int64?, head.sequence < signed {
            return (.wrong, try finding(.rolledBack, signed, "now \(head.sequence)", db))
        }
        let stored =
            try head.sequence == 0
            ? Fingerprint.none : StoredHash.fetch(db, epoch: tail.number, sequence: head.sequence)
        if let stored, stored != head.hash { return (.wrong, try finding(.headMismatch, head.sequence, nil, db)) }
        try db.execute(
            sql: """
                UPDATE epochs SET signed_sequence = ?, signed_hash = ?, signed_ns = ?, signed_body = ? WHERE number = ?
                """,
            arguments: [
                head.sequence, head.hash.hexadecimal, heartbeat.time, Data(heartbeat.bytes), tail.number,
            ])
        return (head.sequence > tail.head.sequence ? .behind : .ok, [])
    }

    /// Findings of one kind about one epoch: whoever has the key can contradict itself once a second.
    private static let findings = 8

    private func finding(
        _ kind: ChainFinding.Kind, _ sequence: Int64, _ detail: String?, _ db: Database
    ) throws -> [ChainFinding] {
        let known = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM findings WHERE kind = ? AND agent = ? AND epoch = ?",
            arguments: [kind.rawValue, heartbeat.agent.text, heartbeat.epoch])
        guard known ?? 0 < Self.findings else { return [] }
        let place = sequence...sequence
        return [
            ChainFinding(
                kind, agent: heartbeat.agent.text, epoch: heartbeat.epoch, sequences: place, detail: detail)
        ]
    }

    /// Told once a day: whoever has not the key chooses the epoch that the heartbeat names.
    private func stranger(_ detail: String?) -> ChainFinding {
        let day = heartbeat.received / 86_400_000_000_000
        return ChainFinding(
            .badSignature, agent: heartbeat.agent.text, epoch: "", sequences: day...day, detail: detail)
    }
}
