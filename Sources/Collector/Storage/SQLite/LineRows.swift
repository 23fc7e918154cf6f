internal import Foundation
internal import GRDB
internal import WireProtocol

/// Writes the rows of lines, several with one statement: a statement of its own for each costs as much as its row.
struct LineRows {
    let db: Database
    let epoch: EpochTail
    /// Unix nanoseconds.
    let received: Int64

    /// Rows of one statement.
    private static let together = 16

    /// Writes the lines at the positions behind `position`, which is moved on.
    func insert(_ lines: [ReceivedLine], at position: inout Int64, facets: inout FacetNumbers) throws {
        var start = 0
        while start < lines.count {
            // Few statements are kept: so many rows, or one.
            let count = lines.count - start >= Self.together ? Self.together : 1
            try insert(lines[start..<start + count], behind: position, &facets)
            position &+= Int64(count)
            start += count
        }
    }

    private func insert(
        _ lines: ArraySlice<ReceivedLine>, behind position: Int64, _ facets: inout FacetNumbers
    ) throws {
        var rows: [(any DatabaseValueConvertible)?] = []
        var bodies: [(any DatabaseValueConvertible)?] = []
        rows.reserveCapacity(lines.count * 10)
        bodies.reserveCapacity(lines.count * 2)
        var position = position
        for line in lines {
            position &+= 1
            let columns = line.projection
            let first = line.link.sequences.lowerBound
            rows += [
                position, epoch.number, line.sequence, first == line.sequence ? nil : first,
                Data(line.link.hash.bytes), try facets.number(of: LineFacet(agent: epoch.agent, columns), db), received,
                LineName.column(columns.id, epoch: epoch.epoch, sequence: line.sequence), columns.incident,
                columns.about,
            ]
            bodies += [position, Data(line.bytes)]
        }
        try execute(lines.count == 1 ? Self.row : Self.rows, rows)
        try execute(lines.count == 1 ? Self.body : Self.bodies, bodies)
    }

    private func execute(_ sql: String, _ values: [(any DatabaseValueConvertible)?]) throws {
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
    }

    private static let row = rowStatement(1)
    private static let rows = rowStatement(together)
    private static let body = bodyStatement(1)
    private static let bodies = bodyStatement(together)

    private static func rowStatement(_ count: Int) -> String {
        "INSERT INTO lines (position, epoch, sequence, first, hash, facet, received_ns, id, incident, about) VALUES "
            + list("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", count)
    }

    private static func bodyStatement(_ count: Int) -> String {
        "INSERT INTO bodies (position, body) VALUES " + list("(?, ?)", count)
    }

    private static func list(_ row: String, _ count: Int) -> String {
        Array(repeating: row, count: count).joined(separator: ", ")
    }
}
