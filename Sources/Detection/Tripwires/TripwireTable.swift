internal import BehaviourModel

/// Which tripwires were touched in a workload, and by which executable: how often, what of it was told, what an operator
/// said of it.
///
/// Telling and answering are two things. Every touch that nobody accepted may be answered by a response. An alert is told
/// once a day for each container, and of a flood only so many an hour.
struct TripwireTable: Sendable {
    static let limit = 256
    private(set) var touches: ContiguousArray<Touch> = []
    private(set) var ceilings: ContiguousArray<TripwireCeiling> = []
    /// Touches that found no room, all others being accepted: each is news.
    private(set) var refused: UInt64 = 0

    /// Counts a touch; gives its place, nil where there is no room.
    mutating func count(_ tripwire: String, executable: TextID) -> Int? {
        if let index = touches.firstIndex(where: { $0.executable == executable && $0.tripwire == tripwire }) {
            touches[index].count &+= 1
            return index
        }
        if touches.count >= Self.limit {
            // The oldest word makes way: at worst it is told again, below the ceiling. An operator's word stays.
            guard let oldest = touches.firstIndex(where: { !$0.isAccepted }) else {
                refused &+= 1
                return nil
            }
            touches.remove(at: oldest)
        }
        touches.append(Touch(tripwire: tripwire, executable: executable, count: 1))
        return touches.count - 1
    }

    /// What of a touch is told now: asked before it is known whether the alert goes out.
    mutating func telling(_ place: Int?, tripwire: String, container: UInt64, at now: Moment) -> TripwireTelling {
        if let place, touches.indices.contains(place), touches[place].wasTold(in: container, day: now.day) {
            return .nothing
        }
        let ceiling = ceiling(of: tripwire)
        return ceilings[ceiling].telling(hour: now.hour)
    }

    /// The alert of a touch goes out.
    mutating func delivered(
        _ tripwire: String, executable: TextID, incident: String, container: UInt64, at now: Moment
    ) {
        let place = ceiling(of: tripwire)
        ceilings[place].delivered(hour: now.hour, incident: incident)
        guard let index = touches.firstIndex(where: { $0.executable == executable && $0.tripwire == tripwire }) else {
            return
        }
        touches[index].delivered(incident: incident, container: container, day: now.day)
    }

    /// What an operator says of an incident: expected is counted from now on, and neither told nor answered; anything else
    /// takes such a word back, and the next touch is news. False when no touch has this incident.
    mutating func close(_ incident: String, as closing: ControlMutation.Closing) -> Bool {
        guard !incident.isEmpty, let index = touches.firstIndex(where: { $0.incident == incident }) else {
            return false
        }
        touches[index].close(as: closing)
        return true
    }

    /// What was counted and not told in hours that are over, by tripwire; each is said once.
    mutating func takeUntold(hour: Int64) -> [(tripwire: String, incident: String, count: UInt64)] {
        var untold: [(tripwire: String, incident: String, count: UInt64)] = []
        for index in ceilings.indices {
            guard let count = ceilings[index].takeUntold(hour: hour) else { continue }
            untold.append((ceilings[index].tripwire, ceilings[index].incident, count))
        }
        return untold
    }

    mutating func restore(_ touch: Touch) {
        guard touches.count < Self.limit else { return }
        touches.append(touch)
    }

    mutating func restore(_ ceiling: TripwireCeiling) {
        guard ceilings.count < Self.limit, !ceilings.contains(where: { $0.tripwire == ceiling.tripwire }) else {
            return
        }
        ceilings.append(ceiling)
    }

    private mutating func ceiling(of tripwire: String) -> Int {
        if let index = ceilings.firstIndex(where: { $0.tripwire == tripwire }) { return index }
        // Of tripwires that a state remembers and no profile names any more.
        if ceilings.count >= Self.limit { ceilings.removeFirst() }
        ceilings.append(TripwireCeiling(tripwire: tripwire))
        return ceilings.count - 1
    }
}

extension TripwireTable {
    /// One executable at one tripwire.
    struct Touch: Sendable, Hashable {
        let tripwire: String
        let executable: TextID
        var count: UInt64
        /// An operator has said that this is as it should be.
        var isAccepted = false
        /// Of its last alerts; empty before the first. It is kept after the end, so that a closing can be taken back.
        var incident = ""
        /// Alerts of that incident are more of it.
        var isOpen = false
        var toldDay: Int64 = -1
        /// Where it was told on that day: what stands for the containers' ids.
        var toldIn: ContiguousArray<UInt64> = []

        /// Containers of one day that are told apart; those beyond are counted.
        static let containerLimit = 32

        init(tripwire: String, executable: TextID, count: UInt64) {
            self.tripwire = tripwire
            self.executable = executable
            self.count = count
        }

        func wasTold(in container: UInt64, day: Int64) -> Bool {
            toldDay == day && (toldIn.contains(container) || toldIn.count >= Self.containerLimit)
        }

        mutating func delivered(incident: String, container: UInt64, day: Int64) {
            if toldDay != day { toldIn.removeAll(keepingCapacity: true) }
            toldDay = day
            if !toldIn.contains(container), toldIn.count < Self.containerLimit { toldIn.append(container) }
            self.incident = incident
            isOpen = true
        }

        mutating func close(as closing: ControlMutation.Closing) {
            isAccepted = closing == .expected
            isOpen = false
            toldDay = -1
            toldIn = []
        }
    }
}

/// What of a touch is told.
enum TripwireTelling: Sendable, Hashable {
    case nothing, alert
    /// The last alert of the hour: from here on there are only counts.
    case lastAlert
}

/// How many alerts of one tripwire a workload has told in this hour.
struct TripwireCeiling: Sendable, Hashable {
    let tripwire: String
    var hour: Int64 = -1
    var told: UInt32 = 0
    /// Touches that were news, and were counted only.
    var untold: UInt64 = 0
    /// Of its last alert.
    var incident = ""

    /// More than an operator reads of one workload in an hour; each further one is answered and counted all the same.
    static let alertsPerHour: UInt32 = 12

    init(tripwire: String) { self.tripwire = tripwire }

    mutating func telling(hour: Int64) -> TripwireTelling {
        let told = self.hour == hour ? told : 0
        if told &+ 1 < Self.alertsPerHour { return .alert }
        if told < Self.alertsPerHour { return .lastAlert }
        untold &+= 1
        return .nothing
    }

    mutating func delivered(hour: Int64, incident: String) {
        if self.hour != hour { told = 0 }
        self.hour = hour
        told &+= 1
        self.incident = incident
    }

    mutating func takeUntold(hour: Int64) -> UInt64? {
        guard untold > 0, self.hour < hour else { return nil }
        defer { untold = 0 }
        return untold
    }
}
