internal import GRDB

/// The boots of an agent's host that it has signed in, the newest with the highest number.
///
/// The wall clock may be set; within a boot time only grows, and a boot that has been followed by another never comes back.
/// So a signed heartbeat counts once, and a copy of it is known.
struct SignedBoots {
    let agent: String

    /// A host boots seldom: whoever has the key and makes boots up keeps this many rows.
    private static let limit = 1_000

    func isEmpty(_ db: Database) throws -> Bool { try newest(db) == nil }

    /// False when the moment is not newer than all before it.
    func enter(_ boot: String, _ nanoseconds: Int64, _ db: Database) throws -> Bool {
        let newest = try newest(db)
        let known = try Row.fetchOne(
            db, sql: "SELECT boot_ns, number FROM boots WHERE agent = ? AND boot = ?", arguments: [agent, boot])
        if let known {
            guard known["number"] == newest, nanoseconds > known["boot_ns"] else { return false }
            try db.execute(
                sql: "UPDATE boots SET boot_ns = ? WHERE agent = ? AND boot = ?", arguments: [nanoseconds, agent, boot])
            return true
        }
        let number = (newest ?? 0) + 1
        try db.execute(
            sql: "INSERT INTO boots (agent, boot, boot_ns, number) VALUES (?, ?, ?, ?)",
            arguments: [agent, boot, nanoseconds, number])
        try db.execute(
            sql: "DELETE FROM boots WHERE agent = ? AND number <= ?", arguments: [agent, number - Int64(Self.limit)])
        return true
    }

    private func newest(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT max(number) FROM boots WHERE agent = ?", arguments: [agent])
    }
}
