package import BehaviourModel

/// The baseline as immutable segments: one for each workload and day.
extension Detector {
    /// Segments that nobody takes are dropped beyond this number, the oldest first.
    static let segmentLimit = 1024

    /// Segments closed since they were last taken. A day is closed at 01:00 of the next.
    package mutating func takeSegments() -> [BaselineSegment] {
        defer { closedSegments = [] }
        return closedSegments
    }

    mutating func closeDay(_ day: Int64) {
        for workload in workloads {
            let identity = SegmentIdentity(
                agent: settings.agent, epoch: settings.epoch, day: day, workload: workload.identity)
            let segment = workload.segment(identity, words)
            if !segment.isEmpty { closedSegments.append(segment) }
        }
        if closedSegments.count > Self.segmentLimit {
            closedSegments.removeFirst(closedSegments.count - Self.segmentLimit)
        }
    }
}

extension WorkloadModel {
    /// What a day showed: today or yesterday, no day before. Items in quarantine and on the never-list are left out.
    func segment(_ identity: SegmentIdentity, _ words: TextTable) -> BaselineSegment {
        var found: [SegmentItem] = []
        for record in items.records where record.flags.isDisjoint(with: [.free, .quarantined, .never]) {
            guard let tally = record.tally(day: identity.day) else { continue }
            let entries = [record.evidence.0, record.evidence.1, record.evidence.2, record.evidence.3]
            let evidence = entries.prefix(Int(record.support)).filter { $0.hour / 24 == identity.day }
            found.append(
                SegmentItem(
                    item: ItemWords.item(record.key, words), windows: UInt64(tally.windows),
                    firstMinute: record.firstMinute / 1440 == identity.day ? record.firstMinute : nil,
                    hours: tally.hours,
                    evidence: evidence.map {
                        SegmentEvidence(episode: $0.episode, container: $0.container, hour: $0.hour)
                    }.sorted()))
        }
        var exposures: [SegmentExposure] = []
        let totals: [(SegmentExposure.Count, HourlyCounts)] = [
            (.minutes, minutes), (.starts, starts), (.runs, runs), (.sessions, sessions),
        ]
        for (count, hourly) in totals {
            let hours = hourly.hours(day: identity.day)
            if hours.contains(where: { $0 > 0 }) { exposures.append(SegmentExposure(count: count, hours: hours)) }
        }
        for index in contexts.executables.indices {
            let hours = contexts.counts[index].hours(day: identity.day)
            guard hours.contains(where: { $0 > 0 }) else { continue }
            let executable = ItemWords.bytes(contexts.executables[index], words)
            exposures.append(SegmentExposure(count: .executable, executable: executable, hours: hours))
        }
        return BaselineSegment(identity: identity, items: found.sorted { $0.item < $1.item }, exposures: exposures)
    }
}

extension HourlyCounts {
    /// The 24 counts of a day.
    func hours(day: Int64) -> [UInt64] {
        (0..<24).map { count(before: day * 24 + $0 + 1) &- count(before: day * 24 + $0) }
    }
}
