package import BehaviourModel

/// One workload as `status`, `learning show` and the heartbeat tell it: a value, made when asked.
package struct WorkloadStatus: Sendable, Hashable {
    package struct FamilyStatus: Sendable, Hashable {
        package var family: Family
        package var learning: AlertLearning
        /// B and B1.
        package var windows: UInt64
        package var novel: UInt64
        /// U in millionths, rounded up.
        package var unseenPpm: Int64
        /// Items that count as known, and those that do not yet.
        package var known: Int
        package var probation: Int
        /// Each of its running containers is older than audit: nothing more is seen of this family in any of them.
        package var isUnseen = false
        package var words: String
    }

    package var identity: WorkloadIdentity
    /// The least of its covered families'.
    package var state: AlertLearning.State
    /// Every covered family is provisional, at least.
    package var isLearned: Bool
    package var families: [FamilyStatus]
    package var words: String
    package var containers: [ContainerKey]
    /// Of those, the ones in which connections and files are not seen.
    package var blindContainers: [ContainerKey]
    /// Families that its running containers cannot teach, and that are not scored: waiting for them is in vain.
    package var unlearnable: [Family]
    package var windows: UInt64
    package var starts: UInt64
    package var runs: UInt64
    package var items: Int
    package var itemsKnown: Int
    package var tokensMilli: Int64
    package var budget: IncidentBudget
    package var counts: AnomalyCounts
    package var openIncidents: [IncidentStatus]
    package var tripwires: [TripwireStatus]
}

package struct IncidentStatus: Sendable, Hashable {
    package var id: String
    package var kind: String
    package var severity: Severity
    package var windows: UInt64
    package var repeats: UInt64
    /// New items that were counted and not told.
    package var untold: UInt64
    /// Sum of its distinct items, in milli-bits.
    package var rank: Int64
    package var items: [String]
}

package struct TripwireStatus: Sendable, Hashable {
    package var tripwire: String
    package var executable: String
    package var count: UInt64
    package var isAccepted: Bool
}

extension Detector {
    /// All workloads, sorted by their names.
    package var snapshot: [WorkloadStatus] {
        workloads.map { $0.counted(until: clock.now).status(words) }.sorted { $0.identity < $1.identity }
    }

    /// Sums over all workloads, without a status of each.
    package var totals: (workloads: Int, heldBack: UInt64) {
        (workloads.count, workloads.reduce(0) { $0 &+ $1.counts.heldBack })
    }

    package func status(of identity: WorkloadIdentity) -> WorkloadStatus? {
        places[identity].map { workloads[$0].counted(until: clock.now).status(words) }
    }

    /// What was held back last, oldest first.
    package func heldBack(_ identity: WorkloadIdentity) -> [HeldBack] {
        places[identity].map { Array(workloads[$0].held.records) } ?? []
    }

    /// What an operator should look at before a workload counts as learned: items on probation, and items that one
    /// container alone has shown; the rarest first.
    package func review(_ identity: WorkloadIdentity, limit: Int) -> [AlertItem] {
        guard let place = places[identity] else { return [] }
        var workload = workloads[place]
        return workload.review(words, limit: limit)
    }
}

extension WorkloadModel {
    /// This workload with all windows counted that have ended; the model itself counts them when it must.
    func counted(until now: Moment) -> WorkloadModel {
        var copy = self
        copy.count(until: now)
        return copy
    }

    /// Whether a family is seen in none of its running containers, though the sensors cover it: programs always are.
    private func isUnseen(_ family: Family) -> Bool {
        let running = containers.filter { !$0.isUnbound }
        return family != .lineage && !running.isEmpty && running.allSatisfy(\.isPartlyVisible)
    }

    func status(_ words: TextTable) -> WorkloadStatus {
        let covered = FamilyScores.families.filter { families[Int($0.rawValue)].isCovered }
        let running = containers.filter { !$0.isUnbound }
        let unseen = covered.filter(isUnseen)
        let remark =
            unseen.isEmpty
            ? "" : "; \(unseen.map(\.name).joined(separator: ", ")) not seen: its containers are older than audit"
        return WorkloadStatus(
            identity: identity, state: state,
            isLearned: covered.allSatisfy { isScored($0) } && !covered.isEmpty,
            families: covered.map { family in
                WorkloadStatus.FamilyStatus(
                    family: family, learning: alertLearning(family), windows: families[Int(family.rawValue)].windows,
                    novel: families[Int(family.rawValue)].novel,
                    unseenPpm: Int64(clamping: families[Int(family.rawValue)].atMostMilli(windowsPerPeriod: 1_000)),
                    known: count(family) { $0 >= rules.support }, probation: count(family) { $0 < rules.support },
                    isUnseen: unseen.contains(family),
                    words: learningWords([family])
                        + (unseen.contains(family) ? "; not seen: its containers are older than audit" : ""))
            },
            words: learningWords(covered) + remark, containers: running.map { $0.key },
            blindContainers: running.filter(\.isPartlyVisible).map { $0.key },
            unlearnable: unseen.filter { !isScored($0) },
            windows: windows.total, starts: starts.total, runs: runs.total, items: items.count,
            itemsKnown: items.records.count { !$0.flags.contains(.free) && $0.support >= rules.support },
            tokensMilli: bucket.tokensMilli, budget: rules.budget, counts: counts,
            openIncidents: incidents.map { incident in
                IncidentStatus(
                    id: incident.id, kind: incident.kind.rawValue, severity: incident.severity,
                    windows: incident.windows,
                    repeats: incident.repeats, untold: incident.untold, rank: incident.rank,
                    items: incident.items.map { ItemWords.item($0.key, words).reference })
            },
            tripwires: tripwires.touches.map {
                TripwireStatus(
                    tripwire: $0.tripwire, executable: PrintableText($0.executable, words).text, count: $0.count,
                    isAccepted: $0.isAccepted)
            })
    }

    private func count(_ family: Family, where isMeant: (UInt8) -> Bool) -> Int {
        items.records.count { $0.key.family == family && !$0.flags.contains(.free) && isMeant($0.support) }
    }

    mutating func review(_ words: TextTable, limit: Int) -> [AlertItem] {
        var found: [(bits: Millibits, item: AlertItem)] = []
        for index in items.records.indices {
            let record = items[index]
            guard record.flags.isDisjoint(with: [.free, .never, .taught]) else { continue }
            let entries = [record.evidence.0, record.evidence.1, record.evidence.2, record.evidence.3]
            let seen = entries.prefix(Int(record.support))
            let isAlone = containers.count > 1 && seen.allSatisfy { $0.container == record.evidence.0.container }
            guard record.support < rules.support || isAlone else { continue }
            let own = exposure(record.key.family, record.key.context, executable: record.key.executable)
            let bits = NoveltyRate.estimate(own).millibits
            var item = alertItem(record.key, ItemWords.item(record.key, words), words: words)
            item.millibits = Int64(bits)
            item.support = Int64(record.support)
            item.exposedWindows = Int64(clamping: own.windows)
            found.append((bits, item))
        }
        found.sort { $0.bits != $1.bits ? $0.bits > $1.bits : ($0.item.edit ?? "") < ($1.item.edit ?? "") }
        return found.prefix(max(0, limit)).map { $0.item }
    }
}
