internal import BehaviourModel
internal import Foundation
internal import GRDB

/// The store's tables, version by version. A store of an earlier version is brought forward in one transaction at opening;
/// one of a later version is not opened.
package enum Schema {
    /// Each step brings a store from the version before it to its own; the first makes it. Never changed once released.
    package static let steps: [String] = [
        SchemaVersion1.sql, SchemaVersion2.sql, SchemaVersion3.sql, SchemaVersion4.sql, SchemaVersion5.sql,
    ]

    static var version: Int { steps.count }

    /// - Parameter upgrades: whether a store of an earlier version is brought forward, or not opened either.
    static func establish(in db: Database, upgrades: Bool) throws {
        let found = try version(of: db)
        guard found <= version else {
            throw StoreFailure(
                .newer, attempt: "open the store",
                reason: "its schema has version \(found), this program knows \(version)")
        }
        guard upgrades || found == 0 || found == version else {
            throw StoreFailure(
                .older, attempt: "open the store",
                reason: "its schema has version \(found), this program's is \(version)")
        }
        // SQLite's own `unhex` came with 3.41.
        let bytes = DatabaseFunction("yagura_bytes", argumentCount: 1, pure: true) { values in
            values.first.flatMap { String.fromDatabaseValue($0) }.flatMap { HexadecimalDigit.bytes($0.utf8) }
                .map { Data($0) } ?? Data()
        }
        db.add(function: bytes)
        defer { db.remove(function: bytes) }
        for (index, step) in steps.enumerated() where index >= found { try db.execute(sql: step) }
        if found < version {
            try db.execute(
                sql:
                    "INSERT INTO meta (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [version])
        }
    }

    /// 0 for a store that is empty yet.
    static func version(of db: Database) throws -> Int {
        guard try db.tableExists("meta") else { return 0 }
        return try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE name = 'schema'") ?? 0
    }
}
