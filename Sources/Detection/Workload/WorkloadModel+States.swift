internal import BehaviourModel

/// What is decided at each full hour: how far each family is learned, and what is too old to keep.
extension WorkloadModel {
    mutating func endHour(at now: Moment) {
        count(until: now)
        expireTeachings(at: now)
        let perPeriod = windowsPerPeriod
        let context: ContextKind = isRunBased ? .run : .container
        for family in FamilyScores.families where families[Int(family.rawValue)].isCovered {
            advance(family, context: context, windowsPerPeriod: perPeriod, at: now)
        }
        log.forget(before: calibrationStart(at: now).minute)
        let oldest = now.advanced(by: -rules.budget.periodMilliseconds)
        passed.removeAll { $0.moment < oldest }
        openings.removeAll { $0 < now.advanced(by: -rules.stormHour) }
    }

    private mutating func advance(_ family: Family, context: ContextKind, windowsPerPeriod: UInt64, at now: Moment) {
        let place = Int(family.rawValue)
        let exposure = exposure(family, context, executable: .empty)
        let watched = exposure.windows
        guard watched != families[place].windows || exposure.novel != families[place].novel else { return }
        families[place].windows = watched
        families[place].novel = exposure.novel
        families[place].upper = BinomialBound.upper(seen: exposure.novel, trials: watched)
        let learning = families[place]
        switch learning.state {
        case .learning:
            guard rules.learning.isProvisional(learning, isRunBased: isRunBased, hours: hoursWatched) else { break }
            families[place].state = .provisional
            families[place].provisionalSince = now
            rescore(family, at: now)
        case .provisional, .complete:
            families[place].isDrifting = rules.learning.isAboveLimit(learning, isRunBased: isRunBased)
        }
        if families[place].state == .provisional, !isSaturated,
            rules.learning.isComplete(
                learning, windowsPerPeriod: windowsPerPeriod, budget: rules.budget.incidents,
                hoursOfDay: windows.hoursOfDay)
        {
            families[place].state = .complete
            families[place].completeSince = now
        }
    }

    /// Scores the windows of the learning phase again, by what is known at its end: each item that was seen in one hour only,
    /// in its first window.
    private mutating func rescore(_ family: Family, at now: Moment) {
        let oldest = calibrationStart(at: now).minute
        var logged: [(minute: Int64, isExcluded: Bool, item: LoggedItem)] = []
        for index in items.records.indices {
            let record = items[index]
            guard record.isCounted, record.isSingleHour, record.key.family == family, record.firstMinute >= oldest,
                record.support < rules.support
            else { continue }
            let bits = surprise(record.key, support: 0).millibits
            guard bits > 0 else { continue }
            let isFirst = record.key.context == .startup && record.firstMinute == firstStartMinute
            let item = LoggedItem(key: record.key, episode: record.firstEpisode, millibits: bits)
            logged.append((record.firstMinute, isFirst, item))
        }
        log.replace(family, by: logged)
    }

    /// Where the windows begin that a score is compared with: 7 days ago, or 800 windows where 7 days hold fewer.
    func calibrationStart(at now: Moment) -> Moment {
        let week = now.advanced(by: -ModelRules.calibrationLength)
        if windows.count(from: week.hour) >= ModelRules.calibrationWindows { return week }
        let hour = min(week.hour, windows.hour(holdingLast: ModelRules.calibrationWindows))
        return Moment(milliseconds: max(0, hour) * Moment.hourLength)
    }

    /// How one score ranks among the workload's own windows.
    mutating func rank(_ scores: FamilyScores, at now: Moment) -> Ranking {
        let items = items
        log.sum { key in
            guard let place = items.find(key) else { return true }
            return items[place].isSingleHour && !items[place].flags.contains(.quarantined)
        }
        let start = calibrationStart(at: now)
        let high = log.asHigh(as: scores, from: start.minute)
        let compared = windows.count(from: start.hour)
        return Ranking(
            windows: compared - min(compared, high.excluded), asHigh: high.count, isByFamily: high.isByFamily,
            windowsPerPeriod: windowsPerPeriod)
    }

    /// The state as alerts show it; the workload's is the least of its covered families.
    func state(of family: Family) -> AlertLearning.State {
        let learning = families[Int(family.rawValue)]
        if isSaturated, learning.state != .learning { return .saturated }
        if declaredBy != nil { return .complete }
        switch learning.state {
        case .learning: return .learning
        case .provisional: return .provisional
        case .complete: return .complete
        }
    }

    var state: AlertLearning.State {
        let states = FamilyScores.families.filter { families[Int($0.rawValue)].isCovered }.map { state(of: $0) }
        for least in [AlertLearning.State.learning, .saturated, .provisional, .complete] where states.contains(least) {
            return least
        }
        return .learning
    }

    /// Forgets what was learned. The never-list, the incidents and the budget stay; so do items in quarantine.
    mutating func restartLearning(at now: Moment) {
        count(until: now)
        let kept = items.records.filter {
            !$0.flags.contains(.free) && !$0.flags.isDisjoint(with: [.quarantined, .never])
        }
        items = ItemTable(seed: rules.seed, limit: rules.itemLimit)
        for var record in kept {
            record.support = 0
            _ = items.insert(record)
        }
        contexts = ContextTable(seed: rules.seed)
        (blindContexts, blindMinutes) = (ContextTable(seed: rules.seed), HourlyCounts())
        (minutes, starts, runs, sessions, windows) = (.init(), .init(), .init(), .init(), .init())
        for place in families.indices {
            let isCovered = families[place].isCovered
            families[place] = FamilyLearning()
            families[place].isCovered = isCovered
        }
        forgotten = FamilyScores()
        declaredBy = nil
        teachings = []
        log = NoveltyLog()
        noteChange()
        counts.unstored = 0
        hasStarted = !containers.isEmpty
    }

    /// The sensors cover other families now. One that was not covered before is learned anew.
    mutating func cover(_ coverage: FamilySet, at now: Moment) {
        count(until: now)
        for family in Family.allCases {
            let place = Int(family.rawValue)
            let isCovered = coverage.contains(family)
            guard isCovered != families[place].isCovered else { continue }
            families[place] = FamilyLearning()
            families[place].isCovered = isCovered
            // The hour that runs was watched in part: it is left out.
            families[place].coveredFrom = now.hour + 1
        }
        noteChange()
    }
}

extension ItemRecord {
    /// The episode that showed it first, as long as evidence reaches back so far.
    var firstEpisode: UInt64 {
        switch support {
        case 0, 1: evidence.0.episode
        case 2: evidence.1.episode
        case 3: evidence.2.episode
        default: evidence.3.episode
        }
    }
}
