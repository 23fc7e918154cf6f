internal import BehaviourModel

/// One episode that an item was seen in: what support is made of.
struct Evidence: Hashable, Sendable, BitwiseCopyable {
    var episode: UInt64 = 0
    /// Fingerprint of the container's id.
    var container: UInt64 = 0
    var hour: Int64 = 0
}

/// How often an item was seen on one day.
struct DayTally: Hashable, Sendable, BitwiseCopyable {
    /// Distinct minutes.
    var windows: UInt32 = 0
    /// Bit h: in hour h.
    var hours: UInt32 = 0

    mutating func add(_ minute: Int64) {
        windows &+= 1
        hours |= 1 << UInt32(truncatingIfNeeded: (minute / 60) % 24)
    }
}

/// What a workload knows of one item.
struct ItemRecord: Sendable, BitwiseCopyable {
    struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        let rawValue: UInt8
        /// Seen in more than one wall-clock hour.
        static let manyHours = Flags(rawValue: 1)
        /// An open incident holds it: it enters neither k, B1 nor support.
        static let quarantined = Flags(rawValue: 2)
        /// On the never-list: an attack; never learned again.
        static let never = Flags(rawValue: 4)
        /// Known by an operator's word.
        static let taught = Flags(rawValue: 8)
        /// The slot is free.
        static let free = Flags(rawValue: 16)
    }

    var key: ItemKey
    var flags: Flags = []
    /// Episodes; the last four are kept in `evidence`.
    var support: UInt8 = 0
    /// The open incident that holds it, by number.
    var incident: UInt32 = 0
    /// Distinct minutes in which it was seen.
    var windows: UInt32 = 0
    /// The day of `lastMinute`, and the one before: what a baseline segment tells of them.
    var today = DayTally()
    var yesterday = DayTally()
    var firstMinute: Int64
    var lastMinute: Int64
    var evidence: (Evidence, Evidence, Evidence, Evidence) = (Evidence(), Evidence(), Evidence(), Evidence())

    init(key: ItemKey, minute: Int64) {
        self.key = key
        firstMinute = minute
        lastMinute = minute
    }

    var firstHour: Int64 { firstMinute / 60 }
    /// Whether it counts in k and B1: learned, by nobody's word, and in no incident.
    var isCounted: Bool { flags.isDisjoint(with: [.quarantined, .never, .taught, .free]) && support > 0 }
    var isSingleHour: Bool { !flags.contains(.manyHours) }

    /// Takes note that it was seen; true when that was its first sighting in a second hour.
    mutating func see(minute: Int64) -> Bool {
        if minute != lastMinute || windows == 0 {
            windows &+= 1
            tally(minute)
        }
        lastMinute = max(lastMinute, minute)
        guard isSingleHour, minute / 60 != firstHour else { return false }
        flags.insert(.manyHours)
        return true
    }

    /// What a young container showed is learned up to 10 minutes late: it may belong to the day before.
    private mutating func tally(_ minute: Int64) {
        let days = minute / 1440 - lastMinute / 1440
        if days > 0 {
            yesterday = days == 1 ? today : DayTally()
            today = DayTally()
        }
        if days >= 0 { today.add(minute) } else if days == -1 { yesterday.add(minute) }
    }

    /// What was seen on a day, if that is the last one or the one before it.
    func tally(day: Int64) -> DayTally? {
        let days = day - lastMinute / 1440
        let tally = days == 0 ? today : days == -1 ? yesterday : DayTally()
        return tally.windows > 0 ? tally : nil
    }

    /// Counts an episode: at most one for each container and hour, and each only once.
    mutating func credit(_ new: Evidence) {
        for old in [evidence.0, evidence.1, evidence.2, evidence.3].prefix(Int(min(support, 4))) {
            if old.episode == new.episode || (old.container == new.container && old.hour == new.hour) { return }
        }
        evidence = (new, evidence.0, evidence.1, evidence.2)
        support = min(support &+ 1, 250)
    }
}
