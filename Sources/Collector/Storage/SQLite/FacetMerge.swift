internal import GRDB

/// Merges the lines of many facets, each in order in the index, into the nearest of all.
struct FacetMerge {
    private let filter: FacetFilter
    private let db: Database
    private let range: PositionRange

    private struct Head {
        let facet: Int64
        var position: Int64
    }

    init(_ filter: FacetFilter, _ db: Database, _ range: PositionRange) {
        self.filter = filter
        self.db = db
        self.range = range
    }

    func positions(_ limit: Int) throws -> [Int64] {
        var heads = try heads(limit)
        var found: [Int64] = []
        while found.count < limit, let nearest = heads.popLast() {
            found.append(nearest.position)
            if let next = try next(of: nearest) { insert(next, into: &heads) }
        }
        return found
    }

    /// The nearest line of each facet, the nearest of all at the end. More facets than lines are wanted cannot matter.
    private func heads(_ limit: Int) throws -> [Head] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT number, (SELECT position FROM lines WHERE facet = facets.number AND position BETWEEN ? AND ?
                    ORDER BY position \(range.order) LIMIT 1) AS head
                FROM facets WHERE \(filter.condition.sql)
                """, arguments: range.arguments + filter.condition.arguments)
        var heads: [Head] = []
        while let row = try rows.next() {
            guard let position = row["head"] as Int64? else { continue }
            heads.append(Head(facet: row["number"], position: position))
            if heads.count >= limit &+ Self.spare { keepNearest(limit, of: &heads) }
        }
        keepNearest(limit, of: &heads)
        return heads
    }

    /// Heads held beyond those wanted, before the farthest are let go: memory stays flat however many facets there are.
    private static let spare = 4_096

    private func keepNearest(_ limit: Int, of heads: inout [Head]) {
        heads.sort { isNearer($1.position, $0.position) }
        heads.removeFirst(max(0, heads.count &- max(0, limit)))
    }

    private func next(of head: Head) throws -> Head? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT position FROM lines WHERE facet = ? AND position BETWEEN ? AND ?
                ORDER BY position \(range.order) LIMIT 1
                """)
        let (low, high) = (range.positions.lowerBound, range.positions.upperBound)
        guard head.position != (range.isDescending ? low : high) else { return nil }
        let bounds = range.isDescending ? (low, head.position &- 1) : (head.position &+ 1, high)
        return try Int64.fetchOne(statement, arguments: [head.facet, bounds.0, bounds.1])
            .map { Head(facet: head.facet, position: $0) }
    }

    private func insert(_ head: Head, into heads: inout [Head]) {
        var (low, high) = (0, heads.count)
        while low < high {
            let middle = low + (high - low) / 2
            if isNearer(head.position, heads[middle].position) { low = middle + 1 } else { high = middle }
        }
        heads.insert(head, at: low)
    }

    private func isNearer(_ left: Int64, _ right: Int64) -> Bool {
        range.isDescending ? left > right : left < right
    }
}
