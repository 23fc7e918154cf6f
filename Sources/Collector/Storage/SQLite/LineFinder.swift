package import GRDB

/// Finds the lines that fit a query: their positions only, in its order, so that looking for them holds no bytes of lines.
///
/// Filters name facets. The lines of a facet stand in order in one index, so the newest lines of many facets are found by
/// merging: filters that never meet match no facet, and cost nothing. So many lines, and so many facets, are looked at: never
/// all lines of a large store.
package struct LineFinder {
    private let query: LineQuery
    private let db: Database
    private let bounds: Bounds

    package struct Bounds: Sendable {
        /// From more than these facets on, the nearest lines are looked at first: some of them fit, usually.
        package var few = 64
        package var near: Int64 = 4_096
        /// From more than these on, which are as many lines at least, more of the nearest lines: about what the merge then costs.
        package var many = 20_000
        package var far: Int64 = 131_072

        package init() {}
    }

    package init(_ query: LineQuery, _ db: Database, bounds: Bounds = Bounds()) {
        self.query = query
        self.db = db
        self.bounds = bounds
    }

    /// Where the first lines are that fit, at most so many.
    package func positions(_ limit: Int) throws -> [Int64] {
        guard let edge = try edge() else { return [] }
        let filter = FacetFilter(query)
        if query.incident != nil || query.about != nil || query.aboutIncident != nil {
            return try positions(where: relation(filter), edge, limit)
        }
        guard !filter.isEmpty else { return try positions(where: SQLCondition(), edge, limit) }
        let count = try filter.count(db, upTo: bounds.many &+ 1)
        guard count > bounds.few else { return try FacetMerge(filter, db, edge).positions(limit) }
        let (near, rest) = edge.divided(at: count > bounds.many ? bounds.far : bounds.near)
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
            // Asked of each line: a list of all facets that fit may be long.
            condition.add(
                "EXISTS (SELECT 1 FROM facets WHERE number = lines.facet AND \(filter.condition.sql))",
                filter.condition.arguments)
        }
        return condition
    }
}

extension LineFinder {
    /// The oldest line that bears a name, of this agent or of any; one whose bytes are gone hides no other.
    package static func position(named id: String, agent: String?, _ db: Database) throws -> Int64? {
        var found: [Int64] = []
        let written = try oldest("lines WHERE lines.id = ? AND lines.id <> ''", [id], agent, db)
        if let written { found.append(written) }
        if let place = LineName.place(of: id) {
            // Epochs are of printable ASCII: 0x7F is behind all that begin so.
            let epochs = place.isWhole ? "epochs.epoch = ?" : "epochs.epoch >= ? AND epochs.epoch < ? || char(127)"
            var arguments: StatementArguments = [place.beginning]
            if !place.isWhole { arguments += [place.beginning] }
            arguments += [place.sequence]
            var condition = epochs + " AND lines.sequence = ? AND lines.id = ''"
            if let agent {
                // Epochs that others name alike are not even looked at.
                condition += " AND epochs.agent = ?"
                arguments += [agent]
            }
            let derived = try oldest(
                "epochs CROSS JOIN lines ON lines.epoch = epochs.number WHERE " + condition, arguments, agent, db)
            if let derived { found.append(derived) }
        }
        return found.min()
    }

    private static func oldest(
        _ lines: String, _ arguments: StatementArguments, _ agent: String?, _ db: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT lines.position FROM \(lines)
                    AND EXISTS (SELECT 1 FROM facets WHERE number = lines.facet AND (? IS NULL OR agent = ?))
                    AND EXISTS (SELECT 1 FROM bodies WHERE position = lines.position)
                ORDER BY lines.position LIMIT 1
                """, arguments: arguments + [agent, agent])
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
