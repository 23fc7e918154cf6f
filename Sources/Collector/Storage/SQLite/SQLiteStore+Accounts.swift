internal import GRDB

extension SQLiteStore: AccountStore {
    package func password(of name: String) async throws(StoreFailure) -> String? {
        try await read("look up an account") { db in
            try String.fetchOne(db, sql: "SELECT password FROM people WHERE name = ?", arguments: [name])
        }
    }

    package func keepSetupLink(digest: String, expires: Int64) async throws(StoreFailure) {
        try await write("keep the link") { db in
            try db.execute(sql: "DELETE FROM setup_links")
            try db.execute(
                sql: "INSERT INTO setup_links (digest, expires_ns) VALUES (?, ?)", arguments: [digest, expires])
        }
    }

    package func isSetupLink(digest: String, now: Int64) async throws(StoreFailure) -> Bool {
        try await read("look up the link") { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM setup_links WHERE digest = ? AND expires_ns > ?)",
                arguments: [digest, now]) ?? false
        }
    }

    package func setUp(
        digest: String, name: String, password: String, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await write("make an account") { db in
            try db.execute(
                sql: "DELETE FROM setup_links WHERE digest = ? AND expires_ns > ?", arguments: [digest, now])
            guard db.changesCount > 0 else { return false }
            try db.execute(
                sql: """
                    INSERT INTO people (name, password, created_ns) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET password = excluded.password
                    """, arguments: [name, password, now])
            // A new password is how an account is taken back: whoever was signed in with the old one is not any more.
            try db.execute(sql: "DELETE FROM sessions WHERE name = ?", arguments: [name])
            return true
        }
    }

    package func keepSession(digest: String, name: String, csrf: String, now: Int64) async throws(StoreFailure) {
        try await write("begin a session") { db in
            // What is a month old has ended long ago.
            try db.execute(
                sql: "DELETE FROM sessions WHERE created_ns < ?", arguments: [now &- 30 * 86_400_000_000_000])
            try db.execute(
                sql: "INSERT INTO sessions (digest, name, csrf, created_ns, used_ns) VALUES (?, ?, ?, ?, ?)",
                arguments: [digest, name, csrf, now, now])
        }
    }

    package func session(
        digest: String, madeAfter: Int64, usedAfter: Int64, now: Int64
    ) async throws(StoreFailure) -> (name: String, csrf: String)? {
        let found = try await read("look up a session") { db in
            try Row.fetchOne(
                db,
                // Of people who are there: a sign-in beside a removal leaves a session of nobody.
                sql: """
                    SELECT name, csrf, used_ns FROM sessions WHERE digest = ? AND created_ns > ? AND used_ns > ?
                        AND EXISTS (SELECT 1 FROM people WHERE people.name = sessions.name)
                    """,
                arguments: [digest, madeAfter, usedAfter]
            ).map { (name: $0["name"] as String, csrf: $0["csrf"] as String, used: $0["used_ns"] as Int64) }
        }
        guard let found else { return nil }
        // Once a minute is enough; and reading must go on while writing fails.
        if now &- found.used > 60_000_000_000 {
            try? await write("note the use of a session") { db in
                try db.execute(sql: "UPDATE sessions SET used_ns = ? WHERE digest = ?", arguments: [now, digest])
            }
        }
        return (found.name, found.csrf)
    }

    package func endSession(digest: String) async throws(StoreFailure) {
        try await write("end a session") { db in
            try db.execute(sql: "DELETE FROM sessions WHERE digest = ?", arguments: [digest])
        }
    }

    package func keepToken(digest: String, name: String, now: Int64) async throws(StoreFailure) {
        try await write("keep a token") { db in
            try db.execute(
                sql: """
                    INSERT INTO tokens (digest, name, created_ns) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, created_ns = excluded.created_ns
                    """, arguments: [digest, name, now])
        }
    }

    package func token(digest: String) async throws(StoreFailure) -> String? {
        try await read("look up a token") { db in
            try String.fetchOne(db, sql: "SELECT name FROM tokens WHERE digest = ?", arguments: [digest])
        }
    }
}
