internal import Foundation
internal import GRDB

/// What opening a store of an earlier version will do first, so that it can be told before it is waited for.
package struct StoreUpgrade: Hashable, Sendable, CustomStringConvertible {
    package let from: Int
    package let to: Int
    package let lines: Int64

    /// Nil for a store that is of this program's version, or is not there. Changes nothing.
    package init?(path: String) throws(StoreFailure) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let queue = try DatabaseQueue(path: path)
            (from, lines) = try queue.read { db in
                let version = try Schema.version(of: db)
                return (version, version == 0 ? 0 : try Int64.fetchOne(db, sql: "SELECT max(position) FROM lines") ?? 0)
            }
        } catch {
            throw SQLiteStore.failure(error, "look at the store \(path)")
        }
        to = Schema.version
        if from == 0 || from >= to { return nil }
    }

    /// How long it may take at most. A million lines took 39 seconds on two busy cores.
    package var limit: Duration { .seconds(120) + .milliseconds(lines) }

    package var description: String {
        "bringing the store from schema \(from) to \(to), \(lines) lines: agents and people wait until it is done"
    }
}
