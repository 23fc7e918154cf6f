internal import BehaviourModel

/// A second, read-only connection: sees every transaction that has ended, and never keeps the writer waiting.
package struct StoreReader: ~Copyable {
    var connection: SQLiteConnection

    package init(directory: String) throws(StoreError) {
        connection = try SQLiteConnection.open(path: StoreFiles(directory: directory).database, access: .readOnly)
    }

    /// Alerts in the order of the stream; held-back ones in the order in which they were held.
    package mutating func alerts(_ query: AlertQuery = AlertQuery()) throws(StoreError) -> [StoredAlert] {
        query.isHeld ? try held(query) : try stream(query)
    }

    /// Alerts, held back or not, whose id begins with `prefix`: at most `limit`, so that two say "ambiguous".
    package mutating func alerts(idPrefix prefix: String, limit: Int = 2) throws(StoreError) -> [StoredAlert] {
        let attempt = "find an alert by its id"
        // Texts are compared byte by byte, and no character sorts behind the last one of Unicode.
        let end = SQLiteValue.text(prefix + "\u{10FFFF}")
        let stream = try connection.all(
            """
            SELECT alerts.id, alerts.line, epochs.epoch, alerts.sequence FROM alerts JOIN epochs ON number = alerts.epoch
            WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3
            """, attempt, .text(prefix), end, .integer(Int64(limit)), row: { Self.alert($0, isHeld: false) })
        let held = try connection.all(
            "SELECT id, line FROM held WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3", attempt,
            .text(prefix), end, .integer(Int64(limit)), row: { Self.alert($0, isHeld: true) })
        let all = stream + held
        // A whole id is meant as it stands, even when it begins another.
        if let exact = all.first(where: { $0.id == prefix }) { return [exact] }
        return Array(all.prefix(limit))
    }

    package mutating func counters() throws(StoreError) -> StoreCounters { try connection.counters() }

    private mutating func stream(_ query: AlertQuery) throws(StoreError) -> [StoredAlert] {
        var conditions = query.conditions
        var start = Int64(0)
        if let after = query.after {
            let attempt = "find a place in the stream"
            let number = try connection.first("SELECT number FROM epochs WHERE epoch = ?1", attempt, .text(after.epoch))
            {
                $0.integer(0)
            }
            // An epoch that this database never had: the reader knows nothing of this one, and gets it from its start.
            if let number {
                start = number
                conditions.append(("(alerts.epoch, alerts.sequence) > (?, ?)", .integer(start)))
            }
        }
        let order = query.isNewest ? "DESC" : "ASC"
        let sql = """
            SELECT alerts.id, alerts.line, epochs.epoch, alerts.sequence FROM alerts JOIN epochs ON number = alerts.epoch
            \(Self.whereClause(conditions)) ORDER BY alerts.epoch \(order), alerts.sequence \(order) LIMIT ?
            """
        return try rows(sql, conditions, start > 0 ? query.after?.sequence : nil, query, isHeld: false)
    }

    private mutating func held(_ query: AlertQuery) throws(StoreError) -> [StoredAlert] {
        let conditions = query.conditions
        let sql = """
            SELECT id, line FROM held \(Self.whereClause(conditions))
            ORDER BY number \(query.isNewest ? "DESC" : "ASC") LIMIT ?
            """
        return try rows(sql, conditions, nil, query, isHeld: true)
    }

    private mutating func rows(
        _ sql: String, _ conditions: [(sql: String, value: SQLiteValue)], _ sequence: Int64?, _ query: AlertQuery,
        isHeld: Bool
    ) throws(StoreError) -> [StoredAlert] {
        let rows = try connection.query(sql, "read alerts") { (statement) throws(StoreError) in
            var index = 1
            for condition in conditions {
                try statement.bind(condition.value, at: index)
                index += 1
            }
            if let sequence {
                try statement.bind(.integer(sequence), at: index)
                index += 1
            }
            try statement.bind(.integer(Int64(max(0, query.limit))), at: index)
            var rows: [StoredAlert] = []
            while try statement.step() { rows.append(Self.alert(statement, isHeld: isHeld)) }
            return rows
        }
        return query.isNewest ? rows.reversed() : rows
    }

    private static func whereClause(_ conditions: [(sql: String, value: SQLiteValue)]) -> String {
        conditions.isEmpty ? "" : "WHERE " + conditions.map(\.sql).joined(separator: " AND ")
    }

    /// Columns: id, line, and for the stream epoch and sequence.
    private static func alert(_ row: borrowing SQLiteStatement, isHeld: Bool) -> StoredAlert {
        StoredAlert(
            id: row.text(0), position: isHeld ? nil : StorePosition(epoch: row.text(2), sequence: row.integer(3)),
            line: row.bytes(1))
    }
}
