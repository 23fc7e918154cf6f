internal import GRDB

/// What many lines have in common, and what filters ask for. Equal by its bytes: names that only look alike stay two.
struct LineFacet: Hashable, Sendable {
    let agent: String
    /// Empty without one, as is `kind`.
    let workload: String
    let kind: String
    let severity: Int
    let schema: String

    init(agent: String, _ projection: LineProjection) {
        self.agent = agent
        workload = projection.workload ?? ""
        kind = projection.kind ?? ""
        severity = projection.severity
        schema = projection.schema
    }

    static func == (left: LineFacet, right: LineFacet) -> Bool {
        left.severity == right.severity && left.kind.utf8.elementsEqual(right.kind.utf8)
            && left.workload.utf8.elementsEqual(right.workload.utf8)
            && left.agent.utf8.elementsEqual(right.agent.utf8) && left.schema.utf8.elementsEqual(right.schema.utf8)
    }

    fileprivate var size: Int { agent.utf8.count &+ workload.utf8.count &+ kind.utf8.count &+ schema.utf8.count }
}

/// The numbers of facets that were met lately. A cache of rows, like all that the writer remembers.
struct FacetNumbers: Sendable {
    /// Beyond this many all are forgotten and read again.
    private static let limit = 16_384
    /// Bytes of a facet that is remembered: longer names are made up, and would fill memory.
    private static let longest = 512
    /// What a new row costs every filter that fits it from now on, in bytes of a share: there are a few hundred of an honest agent.
    static let cost = 16 << 10
    /// Tables and indices that hold the names of a row.
    private static let copies = 3

    private var known: [LineFacet: Int64] = [:]
    /// What all rows that were made so far have cost.
    private(set) var spent = 0

    /// The number of the facet's row, which is made if there is none.
    mutating func number(of facet: LineFacet, _ db: Database) throws -> Int64 {
        if let number = known[facet] { return number }
        let number: Int64
        if let found = try Self.find(facet, db) {
            number = found
        } else {
            number = try Self.make(facet, db)
            spent &+= Self.cost &+ Self.copies &* facet.size
        }
        if facet.size <= Self.longest {
            if known.count >= Self.limit { known = [:] }
            known[facet] = number
        }
        return number
    }

    private static func find(_ facet: LineFacet, _ db: Database) throws -> Int64? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT number FROM facets
                WHERE agent = ? AND workload = ? AND kind = ? AND severity = ? AND schema = ?
                """)
        return try Int64.fetchOne(statement, arguments: arguments(facet))
    }

    private static func make(_ facet: LineFacet, _ db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO facets (agent, workload, kind, severity, schema) VALUES (?, ?, ?, ?, ?)")
        try statement.execute(arguments: arguments(facet))
        return db.lastInsertedRowID
    }

    private static func arguments(_ facet: LineFacet) -> StatementArguments {
        [facet.agent, facet.workload, facet.kind, facet.severity, facet.schema]
    }
}
