internal import BehaviourModel
internal import WireProtocol

/// Keeps alerts and the journal below their size: drops what the collector has, then the oldest alert of the lowest severity, and lays
/// a tombstone in its place. Of one severity the first alert of an incident goes after all that came later to incidents: it
/// holds the evidence.
struct SizeLimit {
    /// What may be in use, in bytes.
    let bytes: Int64
    /// What else is in the database, in bytes: baselines have bounds of their own, and must not push alerts out.
    let besides: Int64

    /// Alerts dropped between two looks at the size.
    private static let step = 64
    private static let attempt = "keep to store.limit"

    /// - Parameters:
    ///   - sequence: lines of `epoch` behind this one stay, whatever the size: they are being stored just now.
    /// - Returns: how many alerts were dropped.
    func enforce(
        in connection: inout SQLiteConnection, keepingAfter sequence: Int64, of epoch: StoreEpoch
    ) throws(StoreError) -> Int64 {
        var dropped: Int64 = 0
        while try used(in: &connection) > bytes {
            var victims = try delivered(in: &connection)
            if victims.isEmpty { victims = try oldest(in: &connection, before: sequence, of: epoch) }
            if victims.isEmpty { return dropped }
            for victim in victims {
                try bury(victim.line, sequence: victim.sequence, of: victim.epoch, in: &connection)
                try connection.run("DELETE FROM alerts WHERE rowid = ?1", Self.attempt, .integer(victim.row))
                dropped += 1
            }
        }
        return dropped
    }

    private typealias Victim = (row: Int64, epoch: Int64, sequence: Int64, line: [UInt8])

    /// Lines that the collector has, of the lowest severity that there is among them, the oldest first.
    private func delivered(in connection: inout SQLiteConnection) throws(StoreError) -> [Victim] {
        let epochs = try connection.all(
            "SELECT number, acknowledged FROM epochs WHERE acknowledged > 0 ORDER BY number", Self.attempt
        ) { (number: $0.integer(0), acknowledged: $0.integer(1)) }
        // One search of an index each, so that a store in which nothing is delivered costs nothing.
        for severity in Severity.allCases {
            for epoch in epochs {
                let victims = try connection.all(
                    """
                    SELECT rowid, epoch, sequence, line FROM alerts
                    WHERE severity = ?1 AND epoch = ?2 AND sequence <= ?3 ORDER BY sequence LIMIT ?4
                    """, Self.attempt, .integer(Int64(severity.rank)), .integer(epoch.number),
                    .integer(epoch.acknowledged), .integer(Int64(Self.step)), row: Self.victim)
                if !victims.isEmpty { return victims }
            }
        }
        return []
    }

    private func oldest(
        in connection: inout SQLiteConnection, before sequence: Int64, of epoch: StoreEpoch
    ) throws(StoreError) -> [Victim] {
        let lowest = try connection.first(
            "SELECT severity FROM alerts WHERE epoch < ?1 OR sequence <= ?2 ORDER BY severity LIMIT 1", Self.attempt,
            .integer(epoch.number), .integer(sequence)
        ) { $0.integer(0) }
        guard let lowest else { return [] }
        for condition in [Self.isNoFirst, "TRUE"] {
            let victims = try connection.all(
                """
                SELECT rowid, epoch, sequence, line FROM alerts
                WHERE severity = ?4 AND (epoch < ?1 OR sequence <= ?2) AND \(condition)
                ORDER BY epoch, sequence LIMIT ?3
                """, Self.attempt, .integer(epoch.number), .integer(sequence), .integer(Int64(Self.step)),
                .integer(lowest), row: Self.victim)
            if !victims.isEmpty { return victims }
        }
        return []
    }

    /// It belongs to no incident, or another alert of its incident came before.
    private static let isNoFirst = """
        (incident IS NULL OR EXISTS (SELECT 1 FROM alerts AS earlier WHERE earlier.incident = alerts.incident
            AND (earlier.epoch, earlier.sequence) < (alerts.epoch, alerts.sequence)))
        """

    private static func victim(_ row: borrowing SQLiteStatement) -> Victim {
        (row: row.integer(0), epoch: row.integer(1), sequence: row.integer(2), line: row.bytes(3))
    }

    private func used(in connection: inout SQLiteConnection) throws(StoreError) -> Int64 {
        let pages = try connection.first("PRAGMA page_count", Self.attempt) { $0.integer(0) } ?? 0
        let free = try connection.first("PRAGMA freelist_count", Self.attempt) { $0.integer(0) } ?? 0
        let size = try connection.first("PRAGMA page_size", Self.attempt) { $0.integer(0) } ?? 4_096
        return (pages &- free) &* size &- besides
    }

    /// One tombstone for the line, joined with those directly before and behind it; never across what is acknowledged: the
    /// collector has what stands before, and gets what stands behind.
    private func bury(
        _ line: [UInt8], sequence: Int64, of epoch: Int64, in connection: inout SQLiteConnection
    ) throws(StoreError) {
        let link: ChainLink
        do throws(ChainLinkError) {
            link = try ChainLink(line: line)
        } catch {
            throw StoreError(
                kind: .damaged, attempt: Self.attempt, path: connection.path,
                reason: "the alert with sequence \(sequence) cannot be read: \(error)")
        }
        let acknowledged =
            try connection.first("SELECT acknowledged FROM epochs WHERE number = ?1", Self.attempt, .integer(epoch)) {
                $0.integer(0)
            } ?? 0
        var tombstone = Tombstone(for: link)
        if sequence != acknowledged &+ 1,
            let before = try neighbour("last", sequence &- 1, of: epoch, link.epoch, in: &connection),
            let joined = before.joined(with: tombstone)
        {
            try delete(before, of: epoch, in: &connection)
            tombstone = joined
        }
        if sequence != acknowledged,
            let behind = try neighbour("first", sequence &+ 1, of: epoch, link.epoch, in: &connection),
            let joined = tombstone.joined(with: behind)
        {
            try delete(behind, of: epoch, in: &connection)
            tombstone = joined
        }
        try connection.run(
            "INSERT INTO tombstones (epoch, first, last, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5)", Self.attempt,
            .integer(epoch), .integer(tombstone.link.sequences.lowerBound),
            .integer(tombstone.link.sequences.upperBound),
            .text(tombstone.link.previous.hexadecimal), .text(tombstone.link.hash.hexadecimal))
    }

    private func neighbour(
        _ column: StaticString, _ sequence: Int64, of epoch: Int64, _ name: String,
        in connection: inout SQLiteConnection
    ) throws(StoreError) -> Tombstone? {
        try connection.first(
            "SELECT first, last, previous, hash FROM tombstones WHERE epoch = ?1 AND \(column) = ?2", Self.attempt,
            .integer(epoch), .integer(sequence)
        ) { ChainLink(epoch: name, tombstone: $0, at: 0).map { Tombstone(for: $0) } } ?? nil
    }

    private func delete(
        _ tombstone: Tombstone, of epoch: Int64, in connection: inout SQLiteConnection
    ) throws(StoreError) {
        try connection.run(
            "DELETE FROM tombstones WHERE epoch = ?1 AND first = ?2", Self.attempt, .integer(epoch),
            .integer(tombstone.link.sequences.lowerBound))
    }
}

extension ChainLink {
    /// Reads four columns of `tombstones`: first, last, previous, hash. nil when they are none.
    init?(epoch: String, tombstone row: borrowing SQLiteStatement, at column: Int) {
        let first = row.integer(column)
        let last = row.integer(column + 1)
        guard first >= 1, first <= last, last < Int64.max,
            let previous = Fingerprint(hexadecimal: row.text(column + 2)),
            let hash = Fingerprint(hexadecimal: row.text(column + 3))
        else { return nil }
        self.init(epoch: epoch, sequences: first...last, previous: previous, hash: hash)
    }
}
