import BehaviourModel
import Collector
import GRDB
import Testing

/// Filters over more lines than are looked at one by one, compared with a look at every line.
@Suite struct LineFinderTests {
    private let store: SQLiteStore
    private let folder: TemporaryFolder
    /// What each position holds, from position 1 on.
    private let facets: [Facet]

    private struct Facet {
        let agent: String
        let workload: String
        let kind: AlertKind
        let severity: Severity
    }

    private static let severities: [Severity] = [.low, .medium, .high, .critical]

    /// Steps that share no factor, so that most combinations come; every tenth is a tripwire, so not of web-7.
    private static func facet(_ n: Int, agent: String) -> Facet {
        let kind: AlertKind = n % 10 == 0 ? .tripwire : n % 7 == 0 ? .health : .anomaly
        return Facet(agent: agent, workload: "web-\(n % 50)", kind: kind, severity: severities[n % 4])
    }

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.file("collector.db"), create: true)
        var makers = [LineMaker(agent: "node-7", epoch: "seven"), LineMaker(agent: "node-8", epoch: "eight")]
        var facets: [Facet] = []
        for round in 0..<12 {
            let side = round % 2
            let agent = makers[side].agent
            let added = (0..<500).map { Self.facet(round * 500 + $0, agent: agent) }
            let lines = added.map { one in
                makers[side].next {
                    $0.workload = AlertWorkload(scope: "shop", name: one.workload)
                    $0.kind = .known(one.kind)
                    $0.severity = .known(one.severity)
                }
            }
            _ = try await store.append([batch(lines, agent: agent)])
            facets += added
        }
        self.facets = facets
    }

    private struct Filter: Sendable {
        var agent: String?
        var workload: String?
        var kinds: Set<String> = []
        var severities: Set<Int> = []

        func query(_ direction: LineQuery.Direction, limit: Int = 50) -> LineQuery {
            LineQuery(
                direction, agent: agent, workload: workload, severities: severities, kinds: kinds, limit: limit)
        }
    }

    private static let filters = [
        Filter(), Filter(agent: "node-8"), Filter(agent: "nobody"), Filter(workload: "shop/web-7"),
        Filter(workload: "shop/web-7", kinds: ["tripwire"]), Filter(severities: [4]), Filter(severities: [1, 3]),
        Filter(kinds: ["health", "tripwire"]), Filter(agent: "node-7", kinds: ["health"], severities: [2]),
        Filter(agent: "node-7", workload: "shop/web-10"), Filter(kinds: ["response"]),
    ]

    private func expected(_ filter: Filter) -> [Int64] {
        var positions: [Int64] = []
        for (index, one) in facets.enumerated() {
            if let agent = filter.agent, agent != one.agent { continue }
            if let workload = filter.workload, workload != "shop/" + one.workload { continue }
            if !filter.kinds.isEmpty, !filter.kinds.contains(one.kind.rawValue) { continue }
            if !filter.severities.isEmpty, !filter.severities.contains(LineProjection.rank(one.severity.rawValue)) {
                continue
            }
            positions.append(Int64(index + 1))
        }
        return positions
    }

    @Test func `pages of every filter, in both directions, are what a look at each line finds`() async throws {
        for filter in Self.filters {
            let all = expected(filter)
            for limit in [1, 7, 500] {
                var forward: [Int64] = []
                var backward: [Int64] = []
                for start in [0, 1, 700, 5_990, 6_000, 9_999] as [Int64] {
                    forward = Array(all.filter { $0 > start }.prefix(limit))
                    backward = Array(all.reversed().filter { $0 < start }.prefix(limit))
                    #expect(try await found(filter, .oldestFirst(after: start), limit) == forward, "\(filter) \(start)")
                    #expect(
                        try await found(filter, .newestFirst(before: start), limit) == backward, "\(filter) \(start)")
                }
                backward = Array(all.reversed().prefix(limit))
                #expect(try await found(filter, .newestFirst(before: nil), limit) == backward, "\(filter)")
            }
        }
    }

    /// Small bounds, so that each way of looking for lines, and each change from one to the next, comes.
    @Test(arguments: [(0, 1), (0, 50), (0, 10_000), (1_000, 300)] as [(Int, Int64)])
    func `each way of finding them finds the same`(many: Int, span: Int64) async throws {
        var bounds = LineFinder.Bounds()
        (bounds.few, bounds.near, bounds.many, bounds.far) = (0, span, many, span)
        let queue = try DatabaseQueue(path: folder.file("collector.db"))

        for filter in Self.filters {
            let all = expected(filter)
            for start in [1, 2_001, 5_999, 6_002] as [Int64] {
                let pages = try await queue.read { [bounds] db in
                    let forward = filter.query(.oldestFirst(after: start))
                    let backward = filter.query(.newestFirst(before: start))
                    return [
                        try LineFinder(forward, db, bounds: bounds).positions(60),
                        try LineFinder(backward, db, bounds: bounds).positions(60),
                    ]
                }

                #expect(pages[0] == Array(all.filter { $0 > start }.prefix(60)), "\(filter) \(start)")
                #expect(pages[1] == Array(all.reversed().filter { $0 < start }.prefix(60)), "\(filter) \(start)")
            }
        }
    }

    @Test func `a page says whether more follows`() async throws {
        let query = LineQuery(.newestFirst(before: nil), severities: [4], limit: 500)
        var position: Int64?
        var count = 0
        for _ in 0..<20 {
            var query = query
            query.direction = .newestFirst(before: position)
            let page = try await store.page(query)
            count += page.lines.count
            position = page.lines.last?.position
            if page.isLast { break }
        }

        #expect(count == 1_500)
    }

    private func found(_ filter: Filter, _ direction: LineQuery.Direction, _ limit: Int) async throws -> [Int64] {
        try await store.lines(filter.query(direction, limit: limit)).map(\.position)
    }
}
