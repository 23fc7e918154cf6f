internal import BehaviourModel

/// An item that a person declared known: with author and reason, for a time, and to be undone.
struct Teaching: Sendable, Hashable {
    static let limit = 1024

    var key: ItemKey
    var by: String
    var reason: String?
    var at: Moment
    /// Nil: for ever.
    var expires: Moment?
    /// What it had before.
    var support: UInt8
    var flags: ItemRecord.Flags
}

extension WorkloadModel {
    /// Makes an item known: support 3, and in no incident any more.
    mutating func teach(_ key: ItemKey, by: String, reason: String?, expires: Moment?, at now: Moment) -> Bool {
        guard key.executable != .overflow, key.subject != .overflow else { return false }
        let place: Int
        if let known = items.find(key) {
            place = known
        } else {
            var record = ItemRecord(key: key, minute: now.minute)
            _ = record.see(minute: now.minute)
            guard let stored = store(record) else { return false }
            place = stored
        }
        var before = items[place].flags
        before.remove([.quarantined, .taught])
        let teaching = Teaching(
            key: key, by: by, reason: reason, at: now, expires: expires, support: items[place].support, flags: before)
        teachings.removeAll { $0.key == key }
        if teachings.count >= Teaching.limit { teachings.removeFirst() }
        teachings.append(teaching)
        items[place].flags.remove([.quarantined, .never])
        items[place].flags.insert([.taught, .manyHours])
        items[place].support = max(items[place].support, rules.support)
        items[place].incident = 0
        noteChange()
        return true
    }

    /// Takes a teaching back; false when there is none.
    mutating func untaught(_ key: ItemKey) -> Bool {
        guard let index = teachings.firstIndex(where: { $0.key == key }) else { return false }
        let teaching = teachings.remove(at: index)
        guard let place = items.find(key) else { return true }
        items[place].flags = teaching.flags
        items[place].support = teaching.support
        if teaching.support == 0, !teaching.flags.contains(.never) { items.remove(at: place) }
        noteChange()
        return true
    }

    mutating func expireTeachings(at now: Moment) {
        for teaching in teachings where teaching.expires.map({ $0 <= now }) ?? false { _ = untaught(teaching.key) }
    }
}
