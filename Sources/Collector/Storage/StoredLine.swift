/// A line as it is stored.
package struct StoredLine: Hashable, Sendable {
    /// Counts stored lines in the order of their commits, from 1.
    package let position: Int64
    package let agent: String
    package let schema: String
    /// Unix nanoseconds.
    package let received: Int64
    package let bytes: [UInt8]

    package init(position: Int64, agent: String, schema: String, received: Int64, bytes: [UInt8]) {
        self.position = position
        self.agent = agent
        self.schema = schema
        self.received = received
        self.bytes = bytes
    }
}

/// Which lines, in which order.
package struct LineQuery: Hashable, Sendable {
    package enum Direction: Hashable, Sendable {
        /// The newest first; before this position when one is given.
        case newestFirst(before: Int64?)
        /// In the order they were stored, behind this position.
        case oldestFirst(after: Int64)

        /// The same direction from this position on.
        func continued(behind position: Int64) -> Direction {
            switch self {
            case .newestFirst: .newestFirst(before: position)
            case .oldestFirst: .oldestFirst(after: position)
            }
        }
    }

    package var direction: Direction
    package var agent: String?
    package var workload: String?
    package var incident: String?
    /// The alert that records of kind `response` belong to.
    package var about: String?
    /// Records that belong to any alert of this incident, and do not name it themselves.
    package var aboutIncident: String?
    /// Ranks as in `LineProjection`; empty for all.
    package var severities: Set<Int>
    /// Empty for all.
    package var kinds: Set<String>
    package var limit: Int
    /// Bytes of a page's lines at most, unless its first line alone is longer: a line may have a megabyte, and limits in lines
    /// alone would not bound what a reader holds.
    package var bytes: Int

    /// For who says nothing of bytes: 4 MiB.
    package static let pageBytes = 4 << 20

    package init(
        _ direction: Direction, agent: String? = nil, workload: String? = nil, incident: String? = nil,
        about: String? = nil, aboutIncident: String? = nil, severities: Set<Int> = [], kinds: Set<String> = [],
        limit: Int = 50, bytes: Int = LineQuery.pageBytes
    ) {
        self.direction = direction
        self.agent = agent
        self.workload = workload
        self.incident = incident
        self.about = about
        self.aboutIncident = aboutIncident
        self.severities = severities
        self.kinds = kinds
        self.limit = limit
        self.bytes = bytes
    }
}

/// Lines that fit a query, as many as it wants at once.
package struct LinePage: Hashable, Sendable {
    /// At least one, where any fits.
    package var lines: [StoredLine]
    /// Whether nothing more fits behind them; if not, the last line's position is where to go on.
    package var isLast: Bool

    package init(lines: [StoredLine], isLast: Bool) {
        self.lines = lines
        self.isLast = isLast
    }
}
