extension AgentStore {
    /// Writes that a lease was opened. The same id again changes nothing.
    package mutating func open(_ lease: LeaseEntry) throws(StoreError) {
        let attempt = "journal a lease"
        let limit = options.journalLimit
        try connection.transaction(attempt) { (connection) throws(StoreError) in
            try connection.run(
                """
                INSERT INTO leases (id, action, container, workload, owner, reason, alert, boot_id, opened_ns,
                    opened_boot_ns, expires_boot_ns)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (id) DO NOTHING
                """, attempt, .text(lease.id), .text(lease.action), .text(lease.container), .text(lease.workload),
                .text(lease.owner), .text(lease.reason), .optional(lease.alertID), .text(lease.bootID),
                .integer(lease.openedUnixNanoseconds), .integer(Int64(clamping: lease.openedBootNanoseconds)),
                .integer(Int64(clamping: lease.expiresBootNanoseconds)))
            try connection.run(
                """
                DELETE FROM leases WHERE id IN (SELECT id FROM leases WHERE ended_ns IS NOT NULL
                    ORDER BY opened_ns DESC LIMIT -1 OFFSET ?1)
                """, attempt, .integer(limit))
        }
    }

    /// Writes how a lease ended; the first end stays.
    ///
    /// - Returns: false when no such lease is open.
    package mutating func endLease(_ id: String, _ end: LeaseEntry.End) throws(StoreError) -> Bool {
        try connection.run(
            "UPDATE leases SET ended_ns = ?2, outcome = ?3 WHERE id = ?1 AND ended_ns IS NULL", "journal a lease",
            .text(id), .integer(end.unixNanoseconds), .text(end.outcome))
        return connection.changes > 0
    }

    /// Keeps a value under a name; nil removes it.
    package mutating func set(_ name: String, to value: String?) throws(StoreError) {
        let attempt = "keep a setting"
        if let value {
            try connection.run(
                "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)", attempt, .text(name), .text(value))
        } else {
            try connection.run("DELETE FROM settings WHERE name = ?1", attempt, .text(name))
        }
    }
}
