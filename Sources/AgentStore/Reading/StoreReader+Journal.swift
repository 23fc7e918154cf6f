internal import BehaviourModel

extension StoreReader {
    /// The newest incidents first; `open` alone or all.
    package mutating func incidents(onlyOpen: Bool = false, limit: Int = 1_000) throws(StoreError) -> [StoredIncident] {
        try connection.all(
            Self.incidentColumns + " WHERE ?1 = 0 OR closed_ns IS NULL ORDER BY last_ns DESC LIMIT ?2",
            "read incidents",
            .integer(onlyOpen ? 1 : 0), .integer(Int64(max(0, limit))), row: Self.incident)
    }

    package mutating func incident(_ id: String) throws(StoreError) -> StoredIncident? {
        try connection.first(Self.incidentColumns + " WHERE id = ?1", "read an incident", .text(id), row: Self.incident)
    }

    /// What operators decided, oldest first; decisions of a kind that this version does not know are left out.
    package mutating func decisions() throws(StoreError) -> [StoredDecision] {
        try connection.all(
            "SELECT time_ns, kind, subject, detail, by, comment FROM decisions ORDER BY number", "read decisions",
            row: DecisionWriter.decision
        ).compactMap { $0 }
    }

    /// Leases, oldest first; those not ended alone or all.
    package mutating func leases(onlyOpen: Bool = false) throws(StoreError) -> [LeaseEntry] {
        try connection.all(
            """
            SELECT id, action, container, workload, owner, reason, alert, boot_id, opened_ns, opened_boot_ns,
                expires_boot_ns, ended_ns, outcome FROM leases
            WHERE ?1 = 0 OR ended_ns IS NULL ORDER BY opened_ns, id
            """, "read leases", .integer(onlyOpen ? 1 : 0)
        ) { row in
            var entry = LeaseEntry(
                id: row.text(0), action: row.text(1), container: row.text(2), workload: row.text(3), owner: row.text(4),
                reason: row.text(5), alertID: row.optionalText(6), bootID: row.text(7),
                openedUnixNanoseconds: row.integer(8), openedBootNanoseconds: UInt64(clamping: row.integer(9)),
                expiresBootNanoseconds: UInt64(clamping: row.integer(10)))
            if let ended = row.optionalInteger(11) { entry.end = .init(unixNanoseconds: ended, outcome: row.text(12)) }
            return entry
        }
    }

    package mutating func setting(_ name: String) throws(StoreError) -> String? {
        try connection.first("SELECT value FROM settings WHERE name = ?1", "read a setting", .text(name)) { $0.text(0) }
    }

    /// How far the collector has the current epoch; nil before the first acknowledgement.
    package mutating func acknowledged() throws(StoreError) -> StorePosition? {
        try connection.first(
            "SELECT epoch, acknowledged FROM epochs WHERE acknowledged > 0 ORDER BY number DESC LIMIT 1",
            "read what was delivered"
        ) { StorePosition(epoch: $0.text(0), sequence: $0.integer(1)) }
    }

    private static let incidentColumns = """
        SELECT id, workload, opened_ns, last_ns, severity, delivered, held, closed_ns, closed_as, closed_by, comment
        FROM incidents
        """

    private static func incident(_ row: borrowing SQLiteStatement) -> StoredIncident {
        var closing: StoredIncident.Closing?
        if let time = row.optionalInteger(7), let verdict = ControlMutation.Closing(rawValue: row.text(8)) {
            closing = .init(unixNanoseconds: time, verdict: verdict, by: row.text(9), comment: row.optionalText(10))
        }
        let rank = row.integer(4)
        return StoredIncident(
            id: row.text(0), workload: row.optionalText(1), openedUnixNanoseconds: row.integer(2),
            lastUnixNanoseconds: row.integer(3),
            severity: Severity.allCases.first { Int64($0.rank) == rank } ?? .critical, delivered: row.integer(5),
            held: row.integer(6), closing: closing)
    }
}
