internal import GRDB

/// Conditions that hold together, with their values.
struct SQLCondition {
    private var parts: [String] = []
    private(set) var arguments = StatementArguments()

    var isEmpty: Bool { parts.isEmpty }
    var sql: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }

    mutating func add(_ part: String, _ values: StatementArguments) {
        parts.append(part)
        arguments += values
    }
}

/// The part of a query that facets answer.
struct FacetFilter {
    private(set) var condition = SQLCondition()

    init(_ query: LineQuery) {
        if let agent = query.agent { condition.add("agent = ?", [agent]) }
        if let workload = query.workload { condition.add("workload = ?", [workload]) }
        // The sign keeps SQLite from the index of that column: by agent or workload there is less to look at, and nobody else's.
        let sign = query.agent == nil && query.workload == nil ? "" : "+"
        if !query.severities.isEmpty {
            condition.add(
                "\(sign)severity IN (\(Self.marks(query.severities.count)))",
                StatementArguments(query.severities.sorted()))
        }
        if !query.kinds.isEmpty {
            condition.add("\(sign)kind IN (\(Self.marks(query.kinds.count)))", StatementArguments(query.kinds.sorted()))
        }
    }

    var isEmpty: Bool { condition.isEmpty }

    /// How many facets fit, counted no further than asked for.
    func count(_ db: Database, upTo limit: Int) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM (SELECT 1 FROM facets WHERE \(condition.sql) LIMIT ?)",
            arguments: condition.arguments + [limit]) ?? 0
    }

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}
