internal import GRDB

/// Finds the lines that fit a query: their positions only, in its order, so that looking for them holds no bytes of lines.
///
/// Filters name facets. The lines of a facet stand in order in one index, so the newest lines of many facets are found by
/// merging: filters that never meet match no facet, and cost nothing.
struct LineFinder {
    let query: LineQuery
    let db: Database

    /// Facets that are merged; with more than these, whose lines are many, lines are looked at one by one.
    private static let merged = 20_000
    /// From this many facets on, the nearest lines are looked at first: some of them fit, usually.
    private static let few = 64
    private static let near: Int64 = 4_096

    init(_ query: LineQuery, _ db: Database) {
        self.query = query
        self.db = db
    }

    func positions(_ limit: Int) throws -> [Int64] {
        guard let edge = try edge() else { return [] }
        let filter = FacetFilter(query)
        if query.incident != nil || query.about != nil || query.aboutIncident != nil {
            return try positions(where: relation(filter), edge, limit)
        }
        guard !filter.isEmpty else { return try positions(where: SQLCondition(), edge, limit) }
        let count = try filter.count(db, upTo: Self.merged &+ 1)
        guard count <= Self.merged else { return try walk(filter, edge, limit) }
        guard count > Self.few else { return try FacetMerge(filter, db, edge).positions(limit) }
        let (near, rest) = edge.divided(at: Self.near)
        let found = try walk(filter, near, limit)
        guard found.count < limit else { return found }
        return try found + FacetMerge(filter, db, rest).positions(limit - found.count)
    }

    /// What of the positions is asked for; nil where there is none.
    private func edge() throws -> PositionRange? {
        guard let newest = try Int64.fetchOne(db, sql: "SELECT max(position) FROM lines") else { return nil }
        switch query.direction {
        case .newestFirst(let before):
            let last = min(newest, (before ?? Int64.max) &- 1)
            return last < 1 ? nil : PositionRange(positions: 1...last, isDescending: true)
        case .oldestFirst(let after):
            return after >= newest ? nil : PositionRange(positions: max(1, after &+ 1)...newest, isDescending: false)
        }
    }

    /// Looks at lines one by one.
    private func walk(_ filter: FacetFilter, _ range: PositionRange, _ limit: Int) throws -> [Int64] {
        // CROSS JOIN is SQLite's word for: in this order.
        try Int64.fetchAll(
            db,
            sql: """
                SELECT position FROM lines CROSS JOIN facets ON facets.number = lines.facet
                WHERE position BETWEEN ? AND ? AND \(filter.condition.sql) ORDER BY position \(range.order) LIMIT ?
                """, arguments: range.arguments + filter.condition.arguments + [limit])
    }

    private func positions(where condition: SQLCondition, _ range: PositionRange, _ limit: Int) throws -> [Int64] {
        var condition = condition
        condition.add("position BETWEEN ? AND ?", range.arguments)
        return try Int64.fetchAll(
            db, sql: "SELECT position FROM lines WHERE \(condition.sql) ORDER BY position \(range.order) LIMIT ?",
            arguments: condition.arguments + [limit])
    }

    /// Lines of an incident or about an alert: few, and found by their own index.
    private func relation(_ filter: FacetFilter) -> SQLCondition {
        var condition = SQLCondition()
        if let incident = query.incident { condition.add("incident = ?", [incident]) }
        if let about = query.about { condition.add("about = ?", [about]) }
        if let incident = query.aboutIncident {
            condition.add(
                """
                about IN (SELECT CASE id WHEN '' THEN substr(epochs.epoch, 1, 8) || '-' || lines.sequence ELSE id END
                    FROM lines JOIN epochs ON epochs.number = lines.epoch WHERE incident = ?)
                """, [incident])
            condition.add("(incident IS NULL OR incident <> ?)", [incident])
        }
        if !filter.isEmpty {
            // The sign keeps SQLite from beginning with the facet.
            condition.add(
                "+facet IN (SELECT number FROM facets WHERE \(filter.condition.sql))", filter.condition.arguments)
        }
        return condition
    }
}

extension LineFinder {
    /// Lines that bear a name, of this agent or of any, the oldest first; a few.
    static func positions(named id: String, agent: String?, _ db: Database) throws -> [Int64] {
        var found = try positions(
            "SELECT position FROM lines JOIN facets ON facets.number = facet WHERE id = ? AND id <> ''", [id], agent, db)
        if let place = LineName.place(of: id) {
            // Epochs are of printable ASCII: 0x7F is behind all that begin so.
            let epochs = place.isWhole ? "epochs.epoch = ?" : "epochs.epoch >= ? AND epochs.epoch < ? || char(127)"
            var arguments: StatementArguments = [place.beginning]
            if !place.isWhole { arguments += [place.beginning] }
            found += try positions(
                """
                SELECT position FROM epochs CROSS JOIN lines ON lines.epoch = epochs.number
                JOIN facets ON facets.number = facet WHERE \(epochs) AND lines.sequence = ? AND id = ''
                """, arguments + [place.sequence], agent, db)
        }
        return found.sorted()
    }

    private static func positions(
        _ sql: String, _ arguments: StatementArguments, _ agent: String?, _ db: Database
    ) throws -> [Int64] {
        try Int64.fetchAll(
            db, sql: sql + " AND (? IS NULL OR facets.agent = ?) ORDER BY position LIMIT 8",
            arguments: arguments + [agent, agent])
    }
}

/// Positions, and from which end they are wanted.
struct PositionRange {
    var positions: ClosedRange<Int64>
    let isDescending: Bool

    var order: String { isDescending ? "DESC" : "ASC" }
    var arguments: StatementArguments { [positions.lowerBound, positions.upperBound] }

    /// The nearest `count` of them, and the rest; which is empty, before the first position, where there is none.
    func divided(at count: Int64) -> (near: PositionRange, rest: PositionRange) {
        let (low, high) = (positions.lowerBound, positions.upperBound)
        guard high - low >= count else { return (self, PositionRange(positions: 0...0, isDescending: isDescending)) }
        let near = isDescending ? (high - count + 1)...high : low...(low + count - 1)
        let rest = isDescending ? low...(high - count) : (low + count)...high
        return (
            PositionRange(positions: near, isDescending: isDescending),
            PositionRange(positions: rest, isDescending: isDescending)
        )
    }
}
