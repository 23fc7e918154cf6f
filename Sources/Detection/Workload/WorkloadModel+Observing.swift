internal import BehaviourModel

/// From the items of one event to what is new in them.
extension WorkloadModel {
    /// Takes the items of one event of a container. Known items cost one look-up each, and allocate nothing.
    mutating func observe(
        _ event: BehaviourEvent, keys: ItemBuffer, container index: Int, at now: Moment, words: TextTable,
        into findings: inout [Finding]
    ) {
        let window = containers[index].scoredWindow(at: now)
        if containers[index].window.index != window { containers[index].window.begin(window) }
        let minute = containers[index].start(ofWindow: window).minute
        let isSession = event.processOrigin == .exec || event.processOrigin == .debug
        var hasGrown = false
        var incident: UInt32 = 0
        for key in keys.keys {
            let own: ContextKind = isSession ? .session : .executable
            let waiting = key.context == .executable ? key.moved(to: own) : key
            let scored =
                waiting.context == .executable ? key.moved(to: scoredContext(container: index, window)) : waiting
            switch judge(scored, waiting: waiting, container: index, minute: minute, at: now, event.episode) {
            case .known: break
            case .quarantined(let number): incident = number
            case .unknown(let isWorthMore): hasGrown = hasGrown || isWorthMore
            }
        }
        if incident != 0 { rejoin(incident, container: index, event: event, at: now, words: words, into: &findings) }
        if hasGrown { decide(container: index, event: event, at: now, words: words, into: &findings) }
    }

    private enum Novel {
        case known
        case quarantined(UInt32)
        case unknown(isWorthMore: Bool)
    }

    private func scoredContext(container index: Int, _ window: Int64) -> ContextKind {
        guard containers[index].isYoung else { return .executable }
        if containers[index].isScoredAsRun { return .run }
        return window == 0 ? .startup : .executable
    }

    private mutating func judge(
        _ key: ItemKey, waiting: ItemKey, container index: Int, minute: Int64, at now: Moment, _ episode: UInt64
    ) -> Novel {
        let place = items.find(key)
        var support: UInt8 = 0
        if let place {
            support = items[place].support
            if support >= rules.support {
                if containers[index].isYoung {
                    wait(waiting, container: index, at: now, episode)
                    return .known
                }
                // The day's difference first: what was unseen for long is on probation again.
                guard minute / 1440 - items[place].lastMinute / 1440 >= ModelRules.forgettingDays,
                    !items[place].flags.contains(.taught)
                else {
                    if items[place].lastMinute != minute, items[place].see(minute: minute) { noteChange() }
                    return .known
                }
                items[place].support = rules.support - 1
                noteChange()
                support = rules.support - 1
            }
            if items[place].flags.contains(.quarantined) {
                if minute != items[place].lastMinute { items[place].windows &+= 1 }
                return .quarantined(items[place].incident)
            }
            if items[place].flags.contains(.never) { support = 0 }
        }
        let isRepeat =
            containers[index].isYoung
            && containers[index].sightings.contains(
                waiting, before: containers[index].windowIndex(at: now))
        wait(waiting, container: index, at: now, episode)
        if isRepeat || containers[index].window.contains(key, episode: episode) {
            return .unknown(isWorthMore: false)
        }
        count(until: now)
        let (millibits, exposed) = surprise(key, support: support)
        containers[index].window.add(
            Novelty(key: key, episode: episode, millibits: millibits, support: support, exposed: exposed))
        return .unknown(isWorthMore: millibits > 0 && isScored(key.family))
    }

    private mutating func wait(_ key: ItemKey, container index: Int, at now: Moment, _ episode: UInt64) {
        let window = containers[index].windowIndex(at: now)
        containers[index].sightings.add(Sighting(key: key, episode: episode, moment: now, window: window))
    }
}
