internal import GRDB
internal import WireProtocol

extension SQLiteStore: WatchStore {
    package func watchedAgents() async throws(StoreFailure) -> [WatchedAgent] {
        try await read("look after the agents") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT agents.agent AS agent, received_ns, EXISTS (
                        SELECT 1 FROM certificates c WHERE c.agent = agents.agent AND revoked_ns IS NULL) AS good
                    FROM agents LEFT JOIN heartbeats ON heartbeats.agent = agents.agent
                    """
            ).map { row in
                let isGood: Bool = row["good"]
                return WatchedAgent(agent: row["agent"], heartbeat: row["received_ns"], isRevoked: !isGood)
            }
        }
    }

    package func conditions() async throws(StoreFailure) -> [AgentCondition] {
        try await read("read the conditions") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM conditions ORDER BY agent, kind").compactMap { row in
                AgentCondition.Kind(rawValue: row["kind"]).map {
                    AgentCondition($0, agent: row["agent"], since: row["since_ns"], alert: row["alert"])
                }
            }
        }
    }

    package func tell(
        begun: [AgentCondition], ended: [AgentCondition], now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await write("tell of an agent") { db in
            try self.writing(db, now: now) { writer in
                var isTold = false
                for condition in begun where try Self.alert(of: condition, db) == nil {
                    let alert = try writer.tell {
                        CollectorAlert.line(about: condition, ended: nil, epoch: $0, after: $1, now: now)
                    }
                    try db.execute(
                        sql: "INSERT INTO conditions (agent, kind, since_ns, alert) VALUES (?, ?, ?, ?)",
                        arguments: [condition.agent, condition.kind.rawValue, condition.since, alert])
                    isTold = true
                }
                for condition in ended {
                    guard let alert = try Self.alert(of: condition, db) else { continue }
                    _ = try writer.tell {
                        CollectorAlert.line(about: condition, ended: alert, epoch: $0, after: $1, now: now)
                    }
                    try db.execute(
                        sql: "DELETE FROM conditions WHERE agent = ? AND kind = ?",
                        arguments: [condition.agent, condition.kind.rawValue])
                    isTold = true
                }
                return isTold
            }
        }
    }

    /// The alert that told of it; nil when none has.
    private static func alert(of condition: AgentCondition, _ db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT alert FROM conditions WHERE agent = ? AND kind = ?",
            arguments: [condition.agent, condition.kind.rawValue])
    }

    package func shares() async throws(StoreFailure) -> [StoredShare] {
        try await read("read the shares") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM shares")
                .map { StoredShare(agent: $0["agent"], used: $0["used"], at: $0["at_ns"]) }
        }
    }

    package func keep(_ shares: [StoredShare]) async throws(StoreFailure) {
        try await write("write the shares down") { db in
            for share in shares {
                try db.execute(
                    sql: """
                        INSERT INTO shares (agent, used, at_ns) VALUES (?, ?, ?)
                        ON CONFLICT (agent) DO UPDATE SET used = excluded.used, at_ns = excluded.at_ns
                        """, arguments: [share.agent, share.used, share.at])
            }
        }
    }

    package func knows(epoch: String, of agent: AgentName) async throws(StoreFailure) -> Bool {
        try await read("look up the epoch") { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM epochs WHERE agent = ? AND epoch = ?)",
                arguments: [agent.text, epoch]) ?? false
        }
    }
}
