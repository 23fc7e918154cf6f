import BehaviourModel
import Collector
import GRDB
import Synchronization
import Testing

/// How SQLite goes about what filters ask for: by an index, or by the nearest lines alone; never through all lines.
@Suite struct LinePlanTests {
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("collector.db"), create: true)
        var maker = LineMaker()
        let lines = (0..<200).map { n in
            maker.next {
                $0.workload = AlertWorkload(scope: "shop", name: "web-\(n)")
                ($0.incident, $0.about) = ("i-\(n % 9)", "a-\(n % 11)")
            }
        }
        _ = try await store.append([batch(lines)])
    }

    private static func query(_ change: (inout LineQuery) -> Void) -> LineQuery {
        var query = LineQuery(.newestFirst(before: 150))
        change(&query)
        return query
    }

    private static let queries = [
        query { _ in }, query { $0.agent = "node-7" }, query { $0.workload = "shop/web-3" },
        query { $0.kinds = ["tripwire"] },
        query { $0.severities = [3] },
        query { ($0.kinds, $0.severities, $0.agent) = (["tripwire"], [2, 3], "node-7") },
        query { $0.incident = "i-3" }, query { $0.about = "a-3" }, query { $0.aboutIncident = "i-3" },
        query { ($0.incident, $0.agent, $0.kinds) = ("i-3", "node-7", ["tripwire"]) },
        query { ($0.direction, $0.severities) = (.oldestFirst(after: 20), [3]) },
    ]

    /// What SQLite says of each statement that `read` runs.
    private func plans(_ read: @Sendable @escaping (Database) throws -> Void) async throws -> [String] {
        let statements = Mutex<[String]>([])
        let queue = try DatabaseQueue(path: folder.file("collector.db"))
        try await queue.read { db in
            db.trace { event in
                if case .statement(let statement) = event {
                    let sql = statement.expandedSQL
                    statements.withLock { $0.append(sql) }
                }
            }
            defer { db.trace(options: []) }
            try read(db)
        }
        return try await queue.read { db in
            try statements.withLock { $0 }.filter { $0.contains("SELECT") }.flatMap { sql in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { "\($0["detail"] as String)  <- \(sql)" }
            }
        }
    }

    private func expectNoWalk(_ plans: [String]) {
        #expect(!plans.isEmpty)
        for plan in plans {
            // The newest position is the end of the table's own tree, however SQLite calls looking there.
            let isEnd = plan.contains("SELECT max(position) FROM lines")
            #expect(isEnd || !plan.hasPrefix("SCAN lines"), "\(plan)")
            #expect(!plan.hasPrefix("SCAN epochs") && !plan.hasPrefix("SCAN bodies"), "\(plan)")
        }
    }

    @Test(arguments: queries)
    func `no filter reads through all lines`(query: LineQuery) async throws {
        // Both ways: many facets merged, and the nearest lines before them.
        for (few, near) in [(1_000, 10), (0, 10)] as [(Int, Int64)] {
            expectNoWalk(
                try await plans { db in
                    var bounds = LineFinder.Bounds()
                    (bounds.few, bounds.near) = (few, near)
                    _ = try LineFinder(query, db, bounds: bounds).positions(50)
                })
        }
    }

    @Test(arguments: ["11111111-3", "other", "e-3"], [nil, "node-7"])
    func `no name reads through all lines, or all epochs`(id: String, agent: String?) async throws {
        expectNoWalk(try await plans { _ = try LineFinder.position(named: id, agent: agent, $0) })
    }
}
