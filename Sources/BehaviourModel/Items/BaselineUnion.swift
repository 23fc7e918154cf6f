/// A set of segments. Merging is union by identity: associative, commutative, and the same segment twice counts once; so
/// taking a source or a span of days out again is exact.
package struct BaselineUnion: Hashable, Sendable {
    /// Sorted by identity; no identity twice.
    package private(set) var segments: [BaselineSegment] = []

    package init(_ segments: [BaselineSegment] = []) {
        var known: Set<SegmentIdentity> = []
        self.segments = segments.filter { known.insert($0.identity).inserted }.sorted { $0.identity < $1.identity }
    }

    package func union(_ other: BaselineUnion) -> BaselineUnion { BaselineUnion(segments + other.segments) }

    package func removing(where isUnwanted: (SegmentIdentity) -> Bool) -> BaselineUnion {
        BaselineUnion(segments.filter { !isUnwanted($0.identity) })
    }

    /// What all segments of a workload say of each item.
    package func items(of workload: WorkloadIdentity) -> [Item: FoldedItem] {
        var folded: [Item: FoldedItem] = [:]
        for segment in segments where segment.identity.workload == workload {
            for item in segment.items { folded[item.item, default: FoldedItem()].add(item, day: segment.identity.day) }
        }
        return folded
    }

    /// N of a context: its windows, or starts, runs, sessions.
    package func count(
        _ count: SegmentExposure.Count, executable: [UInt8] = [], of workload: WorkloadIdentity
    ) -> UInt64 {
        var sum: UInt64 = 0
        for segment in segments where segment.identity.workload == workload {
            for exposure in segment.exposures where exposure.count == count && exposure.executable == executable {
                for hour in exposure.hours { sum &+= hour }
            }
        }
        return sum
    }
}

/// One item over many segments.
package struct FoldedItem: Hashable, Sendable {
    package private(set) var windows: UInt64 = 0
    package private(set) var firstMinute: Int64?
    /// Distinct hours, up to two: what matters is one or more.
    package private(set) var hours: Set<Int64> = []
    package private(set) var evidence: Set<SegmentEvidence> = []

    package var isSingleHour: Bool { hours.count < 2 }

    /// Episodes: at most one for each container and hour, and each only once; in the order of time.
    package var support: Int {
        var episodes: Set<UInt64> = []
        var places: Set<[Int64]> = []
        for entry in evidence.sorted() where !episodes.contains(entry.episode) {
            guard places.insert([Int64(bitPattern: entry.container), entry.hour]).inserted else { continue }
            episodes.insert(entry.episode)
        }
        return episodes.count
    }

    mutating func add(_ item: SegmentItem, day: Int64) {
        windows &+= item.windows
        if let first = item.firstMinute { firstMinute = min(firstMinute ?? first, first) }
        for hour in 0..<Int64(24) where item.hours & (1 << UInt32(hour)) != 0 { hours.insert(day * 24 + hour) }
        evidence.formUnion(item.evidence)
    }
}
