internal import BehaviourModel

/// Which tripwires were touched in a workload, by which executable, how often: an alert for the first time, then a count.
struct TripwireTable: Sendable {
    struct Touch: Sendable, Hashable {
        var tripwire: String
        var executable: TextID
        var count: UInt64
        /// An operator has said that this is as it should be.
        var isAccepted: Bool
    }

    static let limit = 256
    private(set) var touches: ContiguousArray<Touch> = []
    /// Touches that found no room: each is reported.
    private(set) var refused: UInt64 = 0

    /// Counts a touch; true when it must be told.
    mutating func touch(_ tripwire: String, executable: TextID) -> Bool {
        if let index = touches.firstIndex(where: { $0.executable == executable && $0.tripwire == tripwire }) {
            touches[index].count &+= 1
            return false
        }
        guard touches.count < Self.limit else {
            refused &+= 1
            return true
        }
        touches.append(Touch(tripwire: tripwire, executable: executable, count: 1, isAccepted: false))
        return true
    }

    /// As it should be: no alert from now on, only the count.
    mutating func accept(_ tripwire: String, executable: TextID) -> Bool {
        if !touches.contains(where: { $0.executable == executable && $0.tripwire == tripwire }) {
            guard touches.count < Self.limit else { return false }
            touches.append(Touch(tripwire: tripwire, executable: executable, count: 0, isAccepted: true))
        }
        for index in touches.indices
        where touches[index].executable == executable && touches[index].tripwire == tripwire {
            touches[index].isAccepted = true
        }
        return true
    }

    mutating func restore(_ touch: Touch) {
        guard touches.count < Self.limit else { return }
        touches.append(touch)
    }
}
