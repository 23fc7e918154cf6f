internal import GRDB

extension SQLiteStore: DeliveryLedger {
    /// Letters that are kept of one output; counts go on.
    private static let kept: Int64 = 10_000

    package func deliveryState(of output: String) async throws(StoreFailure) -> DeliveryState? {
        try await read("read an output's position") { db in
            try Row.fetchOne(db, sql: "SELECT * FROM outputs WHERE name = ?", arguments: [output])
                .map(DeliveryState.init(row:))
        }
    }

    package func record(_ state: DeliveryState, letters: [DeadLetter]) async throws(StoreFailure) {
        try await write("write down an output's position") { db in
            try db.execute(
                sql: """
                    INSERT INTO outputs (name, position, sent, filtered, over_budget, dead, withheld, tokens_milli,
                        refilled_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET position = excluded.position, sent = excluded.sent,
                        filtered = excluded.filtered, over_budget = excluded.over_budget, dead = excluded.dead,
                        withheld = excluded.withheld, tokens_milli = excluded.tokens_milli,
                        refilled_ns = excluded.refilled_ns
                    """,
                arguments: [
                    state.output, state.position, state.sent, state.filtered, state.overBudget, state.dead,
                    state.withheld, state.milliTokens, state.refilled,
                ])
            guard !letters.isEmpty else { return }
            for letter in letters { try Self.insert(letter, db) }
            try Self.dropOldest(of: state.output, db)
        }
    }

    package func deadLetters(
        of output: String?, before number: Int64?, limit: Int
    ) async throws(StoreFailure) -> [DeadLetter] {
        try await read("read dead letters") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM dead_letters WHERE (? IS NULL OR output = ?) AND number < ?
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [output, output, number ?? Int64.max, limit]
            ).map(DeadLetter.init(row:))
        }
    }

    private static func insert(_ letter: DeadLetter, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO dead_letters (output, position, alert, agent, time_ns, cause, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (output, position) DO NOTHING
                """,
            arguments: [
                letter.output, letter.position, letter.alert, letter.agent, letter.time, letter.cause.rawValue,
                letter.reason,
            ])
    }

    private static func dropOldest(of output: String, _ db: Database) throws {
        let edge = try Int64.fetchOne(
            db, sql: "SELECT number FROM dead_letters WHERE output = ? ORDER BY number DESC LIMIT 1 OFFSET ?",
            arguments: [output, kept])
        guard let edge else { return }
        try db.execute(
            sql: "DELETE FROM dead_letters WHERE output = ? AND number <= ?", arguments: [output, edge])
    }
}

extension DeliveryState {
    init(row: Row) {
        self.init(output: row["name"], position: row["position"])
        (sent, filtered, overBudget) = (row["sent"], row["filtered"], row["over_budget"])
        (dead, withheld) = (row["dead"], row["withheld"])
        (milliTokens, refilled) = (row["tokens_milli"], row["refilled_ns"])
    }
}

extension DeadLetter {
    init(row: Row) {
        self.init(
            output: row["output"], position: row["position"], alert: row["alert"], agent: row["agent"],
            time: row["time_ns"], cause: Cause(rawValue: row["cause"]) ?? .refused, reason: row["reason"])
        number = row["number"]
    }
}
