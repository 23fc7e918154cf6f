internal import GRDB

extension SQLiteStore: AccountList {
    package func people(madeAfter made: Int64, usedAfter used: Int64) async throws(StoreFailure) -> [PersonRecord] {
        try await read("list the people") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT people.name AS name, people.created_ns AS created, count(sessions.digest) AS sessions,
                        max(sessions.used_ns) AS used
                    FROM people LEFT JOIN sessions ON sessions.name = people.name AND sessions.created_ns > ?
                        AND sessions.used_ns > ?
                    GROUP BY people.name ORDER BY people.name
                    """, arguments: [made, used]
            ).map {
                PersonRecord(name: $0["name"], created: $0["created"], sessions: $0["sessions"], lastUsed: $0["used"])
            }
        }
    }

    package func tokens() async throws(StoreFailure) -> [TokenRecord] {
        try await read("list the tokens") { db in
            try Row.fetchAll(db, sql: "SELECT name, created_ns FROM tokens ORDER BY name")
                .map { TokenRecord(name: $0["name"], created: $0["created_ns"]) }
        }
    }

    package func remove(_ removal: AccountRemoval) async throws(StoreFailure) -> Bool {
        try await write("remove the account") { db in
            switch removal {
            case .person(let name):
                try db.execute(sql: "DELETE FROM sessions WHERE name = ?", arguments: [name])
                try db.execute(sql: "DELETE FROM people WHERE name = ?", arguments: [name])
            case .token(let name):
                try db.execute(sql: "DELETE FROM tokens WHERE name = ?", arguments: [name])
            case .sessions(let name):
                try db.execute(sql: "DELETE FROM sessions WHERE name = ?", arguments: [name])
                return try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM people WHERE name = ?)", arguments: [name]) ?? false
            }
            return db.changesCount > 0
        }
    }
}
