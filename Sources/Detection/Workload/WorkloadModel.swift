internal import BehaviourModel

/// All that is known of one workload: its baseline, its calibration, its budget, its incidents, and the replicas watched now.
struct WorkloadModel: Sendable {
    let identity: WorkloadIdentity
    var rules: ModelRules

    // What was learned.
    var items: ItemTable
    var contexts: ContextTable
    /// Of those, what was watched in containers whose processes audit does not see: no part of N and B where audit tells.
    var blindContexts: ContextTable
    /// Windows that are minutes; N of the container, and B.
    var minutes = HourlyCounts()
    /// Of those, the ones of partly visible containers.
    var blindMinutes = HourlyCounts()
    var starts = HourlyCounts()
    var runs = HourlyCounts()
    var sessions = HourlyCounts()
    /// Windows of every kind: minutes, starts, runs.
    var windows = HourlyCounts()
    var families: [FamilyLearning]
    /// First windows of items that were forgotten for want of room: they stay in k.
    var forgotten = FamilyScores()
    var declaredBy: String?
    var teachings: ContiguousArray<Teaching> = []

    // How rare a score is, and how many may be told.
    var log = NoveltyLog()
    var bucket: TokenBucket
    var passed: ContiguousArray<PassedScore> = []
    var openings: ContiguousArray<Moment> = []
    var incidents: ContiguousArray<Incident> = []
    var lastIncident: UInt32 = 0
    var held = HeldBackTable()
    var counts = AnomalyCounts()
    var tripwires = TripwireTable()
    var versions = VersionHistory()

    // Who is watched.
    var containers: ContiguousArray<WatchedContainer> = []
    var hasStarted = false
    var firstStartMinute: Int64 = -1
    var lastActive: Moment

    /// Exposures reckoned since the last change of anything they depend on.
    private var reckoned: ContiguousArray<Reckoned> = []

    private struct Reckoned: Sendable, BitwiseCopyable {
        var family: Family
        var context: ContextKind
        var executable: UInt32
        var exposure: Exposure
    }

    /// First windows being counted; kept for its room.
    private var firstWindows: ContiguousArray<Int64> = []
    private var secondHalf: ContiguousArray<Int64> = []

    static let openIncidentLimit = 64

    init(identity: WorkloadIdentity, rules: ModelRules, coverage: FamilySet, at moment: Moment) {
        self.identity = identity
        self.rules = rules
        items = ItemTable(seed: rules.seed, limit: rules.itemLimit)
        contexts = ContextTable(seed: rules.seed)
        blindContexts = ContextTable(seed: rules.seed)
        families = Family.allCases.map { family in
            var learning = FamilyLearning()
            learning.isCovered = coverage.contains(family)
            return learning
        }
        bucket = TokenBucket(
            shareMilli: Int64(rules.budget.incidents) * 1000, periodMilliseconds: rules.budget.periodMilliseconds,
            at: moment)
        lastActive = moment
    }

    /// The place of a watched container.
    func index(of key: ContainerKey) -> Int? {
        for index in containers.indices where containers[index].key.rawValue == key.rawValue { return index }
        return nil
    }

    /// More runs than starts: a workload of jobs.
    var isRunBased: Bool { runs.total > starts.total }

    var scoredFamilies: FamilySet {
        var set: FamilySet = []
        for family in Family.allCases where isScored(family) { set.insert(FamilySet(family)) }
        return set
    }

    func isScored(_ family: Family) -> Bool {
        let learning = families[Int(family.rawValue)]
        return learning.isCovered && (learning.isScored || declaredBy != nil)
    }

    func isComplete(_ family: Family) -> Bool {
        (families[Int(family.rawValue)].state == .complete || declaredBy != nil) && !isSaturated
    }

    var isSaturated: Bool { items.isFull || counts.unstored > 0 }

    /// Nobody is watched, nothing was learned or told, and no operator has said anything.
    var isBlank: Bool {
        containers.isEmpty && windows.total == 0 && items.count == 0 && incidents.isEmpty && held.records.isEmpty
            && counts == AnomalyCounts() && tripwires.touches.isEmpty && teachings.isEmpty && declaredBy == nil
    }

    /// W: windows per budget period, projected from the last 24 watched hours.
    var windowsPerPeriod: UInt64 {
        let recent = windows.last(hours: 24)
        guard recent.hours > 0 else { return 0 }
        let product = UInt128(recent.count) * UInt128(rules.budget.periodMilliseconds)
        return UInt64(clamping: product / (UInt128(recent.hours) * UInt128(Moment.hourLength)))
    }

    /// The hours in which at least one container was watched.
    var hoursWatched: Int64 { windows.hours }
}

extension WorkloadModel {
    /// N of a context.
    func windows(of context: ContextKind, executable: TextID) -> HourlyCounts {
        switch context {
        case .executable: contexts.windows(executable) ?? HourlyCounts()
        case .container: minutes
        case .startup: starts
        case .run: runs
        case .session: sessions
        }
    }

    /// N and k of a context in a family: the distinct first windows of items seen in one hour only, or twice those in the
    /// second half of N, whichever is more.
    mutating func exposure(_ family: Family, _ context: ContextKind, executable: TextID) -> Exposure {
        for known in reckoned
        where known.family == family && known.context == context && known.executable == executable.rawValue {
            return known.exposure
        }
        let exposure = reckon(family, context, executable: executable)
        // A flood of contexts must not make the search long.
        if reckoned.count >= 32 { reckoned.removeAll(keepingCapacity: true) }
        reckoned.append(
            Reckoned(family: family, context: context, executable: executable.rawValue, exposure: exposure))
        return exposure
    }

    /// Something changed that N, k or a past window's score depends on.
    mutating func noteChange() {
        log.isStale = true
        noteCounted()
    }

    /// A window, start, run or session was counted, or an item first learned.
    mutating func noteCounted() { reckoned.removeAll(keepingCapacity: true) }

    private mutating func reckon(_ family: Family, _ context: ContextKind, executable: TextID) -> Exposure {
        let windows = seenWindows(family, context, executable: executable)
        let total = windows.total
        let coveredFrom = windows.since
        firstWindows.removeAll(keepingCapacity: true)
        secondHalf.removeAll(keepingCapacity: true)
        for record in items.records
        where record.isCounted && record.key.family == family && record.firstHour >= coveredFrom {
            switch context {
            case .executable:
                guard record.key.context == .executable, record.key.executable == executable else { continue }
            case .container:
                guard record.key.context == .executable || record.key.context == .container else { continue }
            case .startup, .run, .session:
                guard record.key.context == context else { continue }
            }
            if record.isSingleHour { firstWindows.append(record.firstMinute) }
            let place = windows.count(before: record.firstHour)
            if place > 0, 2 * place >= total { secondHalf.append(record.firstMinute) }
        }
        let single = Self.distinct(&firstWindows)
        let late = Self.distinct(&secondHalf)
        let lost = UInt64(max(0, forgotten[family]))
        return Exposure(windows: total, novel: max(single, 2 * late) + lost)
    }

    private static func distinct(_ minutes: inout ContiguousArray<Int64>) -> UInt64 {
        minutes.sort()
        var count: UInt64 = 0
        var last: Int64?
        for minute in minutes where minute != last {
            count += 1
            last = minute
        }
        return count
    }

    /// What an unknown item is worth now, and how long it could have been seen. 0 where novelty is not rare.
    mutating func surprise(_ key: ItemKey, support: UInt8) -> (millibits: Millibits, exposed: UInt64) {
        let own = exposure(key.family, key.context, executable: key.executable)
        var bits: Millibits
        var exposed = own.windows
        if key.context == .executable {
            let container = exposure(key.family, .container, executable: .empty)
            bits = NoveltyRate.mixed(own, container: container).millibits
            // With fewer windows than this the container's rate outweighs the executable's (lambda < 1/2).
            if own.windows < 60 { exposed = container.windows }
        } else {
            bits = NoveltyRate.estimate(own).millibits
        }
        if support > 0 { bits = min(bits, NoveltyRate.probationCap(support: support, windows: own.windows)) }
        let isEarned = bits >= ModelRules.rareMillibits || isRareOpportunity(key.context, bits: bits, own: own)
        // While provisional, items seen once before earn nothing.
        let isDoubtful = support > 0 && !isComplete(key.family)
        return (isEarned && !isDoubtful ? bits : 0, exposed)
    }

    /// At least 1 bit, and so few opportunities in a period that their novelties stay below a quarter of the budget.
    private func isRareOpportunity(_ context: ContextKind, bits: Millibits, own: Exposure) -> Bool {
        guard context.hasOwnOpportunities, bits >= ModelRules.rareOwnMillibits else { return false }
        // Of a service that ran before anybody watched it no start is known: what its first one shows is no rarity, it is
        // the first look. (A session is itself an item of its container, so what it runs goes with that.)
        if context == .startup, own.windows == 0 { return false }
        let since = lastActive.advanced(by: -rules.budget.periodMilliseconds)
        let opportunities = windows(of: context, executable: .empty).count(from: since.hour)
        let rate = NoveltyRate.estimate(own)
        return 4 * rate.numerator * UInt128(opportunities) <= UInt128(rules.budget.incidents) * rate.denominator
    }
}
