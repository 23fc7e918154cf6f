internal import BehaviourModel

/// How sightings become items, support and hours.
extension WorkloadModel {
    /// Learns what waits in a container, and empties the list. `context` decides where each belongs.
    mutating func learnSightings(
        container index: Int, minute fixed: Int64? = nil, context: (Sighting) -> ContextKind = { $0.key.context }
    ) {
        let waiting = containers[index].sightings.sightings
        let fingerprint = containers[index].fingerprint
        for sighting in waiting {
            let key = sighting.key.moved(to: context(sighting))
            let minute = fixed ?? containers[index].start(ofWindow: sighting.window).minute
            if key.context != sighting.key.context { carryQuarantine(from: sighting.key, to: key, minute: minute) }
            let evidence = Evidence(episode: sighting.episode, container: fingerprint, hour: minute / 60)
            learn(key, evidence: evidence, minute: minute)
        }
        containers[index].sightings.removeAll()
    }

    /// Counts one sighting of an item: a new one, one on probation, or a known one.
    mutating func learn(_ key: ItemKey, evidence: Evidence, minute: Int64) {
        guard key.executable != .overflow, key.subject != .overflow else { return }
        noteCounted()
        guard let place = items.find(key) else {
            var record = ItemRecord(key: key, minute: minute)
            _ = record.see(minute: minute)
            record.credit(evidence)
            _ = store(record)
            return
        }
        if items[place].see(minute: minute) { noteChange() }
        guard items[place].flags.isDisjoint(with: [.quarantined, .never]) else { return }
        if items[place].support < rules.support { items[place].credit(evidence) }
    }

    /// Stores a record, forgetting one that is only on probation when the table is full.
    mutating func store(_ record: ItemRecord) -> Int? {
        noteCounted()
        if items.isFull {
            let needed = rules.support
            let old = items.candidate {
                $0.support < needed && $0.flags.isDisjoint(with: [.quarantined, .never, .taught])
            }
            guard let old else {
                counts.unstored &+= 1
                forgotten[record.key.family] = min(forgotten[record.key.family] &+ 1, 1 << 28)
                return nil
            }
            let family = items[old].key.family
            // Its first window goes on to count: a flood of new items must not look rare.
            if items[old].isSingleHour { forgotten[family] = min(forgotten[family] &+ 1, 1 << 28) }
            items.remove(at: old)
            counts.unstored &+= 1
        }
        return items.insert(record)
    }

    /// A young container's item may have been quarantined as a start's or a run's: the other form follows.
    private mutating func carryQuarantine(from scored: ItemKey, to key: ItemKey, minute: Int64) {
        for context in [ContextKind.startup, .run, .executable] where context != key.context {
            guard let other = items.find(scored.moved(to: context)), items[other].flags.contains(.quarantined),
                let incident = incidents.firstIndex(where: { $0.number == items[other].incident })
            else { continue }
            let number = incidents[incident].number
            if incidents[incident].add(key, 0) { quarantine(key, incident: number, minute: minute) }
            return
        }
    }

    /// Puts an item into quarantine: it counts in nothing while the incident is open.
    mutating func quarantine(_ key: ItemKey, incident: UInt32, minute: Int64) {
        guard key.executable != .overflow, key.subject != .overflow else { return }
        noteChange()
        if let place = items.find(key) {
            items[place].flags.insert(.quarantined)
            items[place].incident = incident
            return
        }
        var record = ItemRecord(key: key, minute: minute)
        record.flags = .quarantined
        record.incident = incident
        _ = record.see(minute: minute)
        _ = store(record)
    }
}
