internal import BehaviourModel

/// An item of an incident, and what it was worth when it came in.
struct IncidentItem: Sendable, Hashable {
    var key: ItemKey
    var millibits: Millibits
}

/// Anomalies that belong together, open until somebody closes it. Its unknown items are in quarantine meanwhile.
struct Incident: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable { case anomaly, storm, review }

    /// Beyond it new items still join, but are not told apart.
    static let itemLimit = 256
    static let updatesPerDay: UInt32 = 20

    /// Its number in the workload; never 0.
    var number: UInt32
    /// Derived from the first item's window: the same in a replay.
    var id: String
    var kind: Kind
    /// The container it began in.
    var container: UInt64
    var openedAt: Moment
    var lastAt: Moment
    var items: ContiguousArray<IncidentItem> = []
    /// Windows that joined because of new items, the first included.
    var windows: UInt64 = 1
    /// Windows that showed nothing but items it holds already.
    var repeats: UInt64 = 0
    var updateDay: Int64
    var updatesToday: UInt32 = 0
    /// New items that were counted but not told, the day's updates being used up.
    var untold: UInt64 = 0
    /// The day of the last repeat that was told; the opening counts.
    var repeatDay: Int64
    var graverBorrowed = false
    var severity: Severity = .low
    /// Of a storm: its end was told. Of a review: it was told once.
    var hasEnded = false

    /// The sum of its distinct items' bits.
    var rank: Int64 { items.reduce(0) { $0 + Int64($1.millibits) } }

    func contains(_ key: ItemKey) -> Bool { items.contains { $0.key == key } }

    mutating func add(_ key: ItemKey, _ millibits: Millibits) -> Bool {
        guard !contains(key), items.count < Self.itemLimit else { return false }
        items.append(IncidentItem(key: key, millibits: millibits))
        return true
    }

    /// Takes one of the day's updates; false when they are used up.
    mutating func takeUpdate(day: Int64) -> Bool {
        if day != updateDay {
            updateDay = day
            updatesToday = 0
        }
        guard updatesToday < Self.updatesPerDay else {
            untold &+= 1
            return false
        }
        updatesToday += 1
        return true
    }

    /// Whether a repeat is told now: once a day in the first week, then once a week.
    mutating func takeRepeat(at moment: Moment) -> Bool {
        let gap: Int64 = moment.since(openedAt) < 7 * Moment.dayLength ? 1 : 7
        guard moment.day - repeatDay >= gap else { return false }
        repeatDay = moment.day
        return true
    }
}
