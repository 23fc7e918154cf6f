internal import Foundation
internal import GRDB
internal import WireProtocol

/// Writes batches inside one transaction.
struct BatchWriter {
    private let db: Database
    private var tails: EpochTails
    private var position: Int64
    /// Unix nanoseconds.
    private let now: Int64

    init(_ db: Database, tails: EpochTails, now: Int64) throws {
        self.db = db
        self.tails = tails
        self.now = now
        position = try tails.position ?? Int64.fetchOne(db, sql: "SELECT max(position) FROM lines") ?? 0
    }

    /// What to remember once the transaction is committed.
    var remembered: EpochTails {
        var tails = tails
        tails.position = position
        return tails
    }

    mutating func write(_ batch: ReceivedBatch) throws -> BatchOutcome {
        var outcome = BatchOutcome()
        let spent = tails.facets.spent
        var tail = try tail(of: batch, &outcome)
        note(batch, on: &tail, &outcome)
        var follower = ChainFollower(agent: batch.agent.text, epoch: batch.epoch, head: tail.head)
        if follower.followAll(batch.lines.map(\.link)) {
            try insert(batch.lines, to: tail, received: batch.received)
            outcome.accepted = batch.lines.count
        } else {
            for line in batch.lines { try follow(line, of: batch, tail, &follower, &outcome) }
        }
        try checkAge(of: tail, batch, &outcome)
        tail.head = follower.head
        tail.lines &+= Int64(outcome.accepted)
        try save(tail, now: batch.received)
        outcome.facetBytes = tails.facets.spent &- spent
        outcome.through = batch.lines.last?.sequence ?? 0
        outcome.findings = try outcome.findings.filter { try raise($0) }
        return outcome
    }

    /// Writes a finding down, and an alert of the collector's own about it; false when it is known already.
    mutating func raise(_ finding: ChainFinding) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO findings (kind, agent, epoch, first, last, found_ns) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, agent, epoch, first) DO NOTHING
                """,
            arguments: [
                finding.kind.rawValue, finding.agent, finding.epoch, finding.sequences.lowerBound,
                finding.sequences.upperBound, now,
            ])
        guard db.changesCount > 0 else { return false }
        let now = now
        _ = try tell { CollectorAlert.line(about: finding, epoch: $0, after: $1, now: now) }
        return true
    }

    /// Appends a line to the collector's own chain, made for its epoch and head; the line's id.
    mutating func tell(_ make: (String, ChainHead) -> ReceivedLine) throws -> String {
        var tail = try ownTail()
        let line = make(tail.epoch, tail.head)
        try insert([line], to: tail, received: now)
        tail.head = ChainHead(sequence: line.sequence, hash: line.link.hash)
        tail.lines &+= 1
        try save(tail, now: now)
        return line.projection.id ?? ""
    }

    private mutating func follow(
        _ line: ReceivedLine, of batch: ReceivedBatch, _ tail: EpochTail, _ follower: inout ChainFollower,
        _ outcome: inout BatchOutcome
    ) throws {
        let db = db
        let (decision, finding) = try follower.follow(line.link) { sequence in
            try StoredHash.fetch(db, epoch: tail.number, sequence: sequence)
        }
        if let finding { outcome.findings.append(finding) }
        switch decision {
        case .store:
            try insert([line], to: tail, received: batch.received)
            outcome.accepted += 1
        case .duplicate: outcome.duplicate += 1
        case .conflict:
            outcome.duplicate += 1
            try keepApart(line, of: batch, tail)
        }
    }

    private func keepApart(_ line: ReceivedLine, of batch: ReceivedBatch, _ tail: EpochTail) throws {
        try db.execute(
            sql: """
                INSERT INTO conflicts (epoch, sequence, hash, serial, received_ns, body) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (epoch, sequence, hash) DO NOTHING
                """,
            arguments: [
                tail.number, line.sequence, line.link.hash.hexadecimal, batch.serial, batch.received, Data(line.bytes),
            ])
    }
}

/// The hash of a stored line.
enum StoredHash {
    static func fetch(_ db: Database, epoch: Int64, sequence: Int64) throws -> Fingerprint? {
        try Data.fetchOne(
            db, sql: "SELECT hash FROM lines WHERE epoch = ? AND sequence = ?", arguments: [epoch, sequence]
        ).flatMap { Fingerprint(bytes: $0) }
    }
}

extension BatchWriter {
    /// The end of the batch's epoch; a new epoch is looked for under other agents first.
    private mutating func tail(of batch: ReceivedBatch, _ outcome: inout BatchOutcome) throws -> EpochTail {
        let name = EpochTails.Name(agent: batch.agent.text, epoch: batch.epoch)
        if let known = tails.tail(name) { return known }
        if let stored = try EpochTail.fetch(db, agent: name.agent, epoch: name.epoch) { return stored }
        let other = try String.fetchOne(
            db, sql: "SELECT agent FROM epochs WHERE epoch = ? ORDER BY number LIMIT 1", arguments: [batch.epoch])
        if let other {
            outcome.findings.append(
                ChainFinding(
                    .sharedEpoch, agent: name.agent, epoch: name.epoch, sequences: 0...0,
                    detail: "agent \(other) writes to it too"))
        }
        return try make(agent: name.agent, epoch: name.epoch, serial: batch.serial, now: batch.received)
    }

    private mutating func make(agent: String, epoch: String, serial: String, now: Int64) throws -> EpochTail {
        try db.execute(
            sql: """
                INSERT INTO epochs (agent, epoch, serial, former, sequence, hash, lines, first_ns, last_ns)
                VALUES (?, ?, ?, '', 0, ?, 0, ?, ?)
                """, arguments: [agent, epoch, serial, ChainHead.start.hash.hexadecimal, now, now])
        let number = db.lastInsertedRowID
        tails.set(latest: number, of: agent)
        return EpochTail(
            number: number, agent: agent, epoch: epoch, serial: serial, former: "", head: .start, lines: 0)
    }

    /// A renewed certificate takes over for good; one that comes back after another means two writers.
    private func note(_ batch: ReceivedBatch, on tail: inout EpochTail, _ outcome: inout BatchOutcome) {
        guard tail.serial != batch.serial else { return }
        let former = tail.former.split(separator: " ").map(String.init)
        if former.contains(batch.serial) {
            outcome.findings.append(
                ChainFinding(
                    .sharedEpoch, agent: tail.agent, epoch: tail.epoch, sequences: 0...0,
                    detail: "certificates \(batch.serial) and \(tail.serial) write in turn"))
        }
        // A few are enough: whoever alternates is among the last.
        tail.former = (former.filter { $0 != batch.serial } + [tail.serial]).suffix(8).joined(separator: " ")
        tail.serial = batch.serial
    }

    private mutating func checkAge(of tail: EpochTail, _ batch: ReceivedBatch, _ outcome: inout BatchOutcome) throws {
        var latest = tails.latest[tail.agent]
        if latest == nil {
            latest = try Int64.fetchOne(
                db, sql: "SELECT max(number) FROM epochs WHERE agent = ?", arguments: [tail.agent])
            if let latest { tails.set(latest: latest, of: tail.agent) }
        }
        guard let latest, latest > tail.number, let first = batch.lines.first, let last = batch.lines.last else {
            return
        }
        let range =
            min(first.link.sequences.lowerBound, last.sequence)...max(first.link.sequences.lowerBound, last.sequence)
        // One finding an epoch is enough: the place says where it began.
        let known = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM findings WHERE kind = ? AND agent = ? AND epoch = ?)",
            arguments: [ChainFinding.Kind.oldEpoch.rawValue, tail.agent, tail.epoch])
        guard known != true else { return }
        outcome.findings.append(ChainFinding(.oldEpoch, agent: tail.agent, epoch: tail.epoch, sequences: range))
    }

    /// The collector's own epoch; made with the store's first finding.
    private mutating func ownTail() throws -> EpochTail {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT number, agent, epoch, serial, former, sequence, hash, lines FROM epochs
                WHERE agent = ? ORDER BY number DESC LIMIT 1
                """, arguments: [AgentName.collector])
        if let row { return try EpochTail(row: row) }
        return try make(agent: AgentName.collector, epoch: UUID().uuidString.lowercased(), serial: "", now: now)
    }

    private mutating func save(_ tail: EpochTail, now: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE epochs SET serial = ?, former = ?, sequence = ?, hash = ?, lines = ?, last_ns = max(last_ns, ?)
                WHERE number = ?
                """)
        try statement.execute(
            arguments: [
                tail.serial, tail.former, tail.head.sequence, tail.head.hash.hexadecimal, tail.lines, now, tail.number,
            ])
        tails.set(tail)
    }

    private mutating func insert(_ lines: [ReceivedLine], to tail: EpochTail, received: Int64) throws {
        try LineRows(db: db, epoch: tail, received: received).insert(lines, at: &position, facets: &tails.facets)
    }
}
