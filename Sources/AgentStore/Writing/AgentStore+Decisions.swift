package import BehaviourModel

extension AgentStore {
    /// Records what an operator decided, and closes the incident where that is the decision.
    ///
    /// - Returns: false when the incident to close is not known; nothing is recorded then.
    package mutating func record(_ decision: ControlMutation, now: Int64) throws(StoreError) -> Bool {
        let limit = options.journalLimit
        return try connection.transaction("record a decision") { (connection) throws(StoreError) in
            guard try DecisionWriter.apply(decision, now: now, to: &connection) else { return false }
            try DecisionWriter.insert(decision, now: now, into: &connection)
            try DecisionWriter.forget(beyond: limit, in: &connection)
            return true
        }
    }
}

/// Decisions as rows.
enum DecisionWriter {
    private static let attempt = "record a decision"

    /// The three kinds, as they are stored.
    enum Kind: String {
        case closeIncident = "close_incident"
        case restartLearning = "restart_learning"
        case completeLearning = "complete_learning"
    }

    /// False when the decision is about an incident that nobody knows.
    static func apply(
        _ decision: ControlMutation, now: Int64, to connection: inout SQLiteConnection
    ) throws(StoreError) -> Bool {
        guard case .closeIncident(let id, let verdict, let by, let comment) = decision else { return true }
        try connection.run(
            "UPDATE incidents SET closed_ns = ?2, closed_as = ?3, closed_by = ?4, comment = ?5 WHERE id = ?1", attempt,
            .text(id), .integer(now), .text(verdict.rawValue), .text(by), .optional(comment))
        return connection.changes > 0
    }

    static func insert(
        _ decision: ControlMutation, now: Int64, into connection: inout SQLiteConnection
    ) throws(StoreError) {
        let kind: Kind
        var subject: String
        var detail: String?
        var who: String?
        var words: String?
        switch decision {
        case .closeIncident(let id, let verdict, let by, let comment):
            (kind, subject, detail, who, words) = (.closeIncident, id, verdict.rawValue, by, comment)
        case .restartLearning(let workload):
            (kind, subject, detail) = (.restartLearning, workload.scope, workload.name)
        case .completeLearning(let workload, let by):
            (kind, subject, detail, who) = (.completeLearning, workload.scope, workload.name, by)
        }
        try connection.run(
            "INSERT INTO decisions (time_ns, kind, subject, detail, by, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            attempt,
            .integer(now), .text(kind.rawValue), .text(subject), .optional(detail), .optional(who), .optional(words))
    }

    static func forget(beyond limit: Int64, in connection: inout SQLiteConnection) throws(StoreError) {
        try connection.run(
            "DELETE FROM decisions WHERE number <= (SELECT max(number) FROM decisions) - ?1", attempt, .integer(limit))
        try connection.run(
            """
            DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE closed_ns IS NOT NULL
                ORDER BY last_ns DESC LIMIT -1 OFFSET ?1)
            """, attempt, .integer(limit))
    }

    /// nil for a kind of a later version.
    static func decision(_ row: borrowing SQLiteStatement) -> StoredDecision? {
        let detail = row.text(3)
        let mutation: ControlMutation? =
            switch Kind(rawValue: row.text(1)) {
            case .closeIncident:
                ControlMutation.Closing(rawValue: detail).map {
                    [id = row.text(2), by = row.text(4), comment = row.optionalText(5)] in
                    .closeIncident(id: id, as: $0, by: by, comment: comment)
                }
            case .restartLearning: .restartLearning(WorkloadIdentity(scope: row.text(2), name: detail))
            case .completeLearning:
                .completeLearning(WorkloadIdentity(scope: row.text(2), name: detail), by: row.text(4))
            case nil: nil
            }
        return mutation.map { [time = row.integer(0)] in StoredDecision(unixNanoseconds: time, mutation: $0) }
    }
}
