internal import BehaviourModel

/// How far one family of a workload is learned.
struct FamilyLearning: Hashable, Sendable {
    enum State: UInt8, Hashable, Sendable, Comparable, CaseIterable {
        case learning, provisional, complete

        static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
    }

    var state: State = .learning
    /// Whether the sensors see this family.
    var isCovered = true
    /// The hour from which on it has been covered without a break: what was watched before counts neither in B nor in N.
    var coveredFrom = always
    /// Before any hour.
    static let always: Int64 = -(1 << 40)
    /// B: windows watched, or runs.
    var windows: UInt64 = 0
    /// B1: of those, the ones in which something new came.
    var novel: UInt64 = 0
    /// U in 2^-40.
    var upper: UInt64 = BinomialBound.one
    /// U was above its limit after the family had been learned.
    var isDrifting = false
    var provisionalSince: Moment?
    var completeSince: Moment?

    /// Scored at all.
    var isScored: Bool { isCovered && state != .learning }

    /// New behaviours to be expected in `windowsPerPeriod`, in thousandths: M x W.
    func expectedMilli(windowsPerPeriod: UInt64) -> Int64 {
        guard windows > 0 else { return 0 }
        return Int64(clamping: UInt128(novel) * UInt128(windowsPerPeriod) * 1000 / UInt128(windows))
    }

    /// The same with the upper bound: U x W.
    func atMostMilli(windowsPerPeriod: UInt64) -> Int64 {
        Int64(clamping: (UInt128(upper) * UInt128(windowsPerPeriod) * 1000) >> UInt128(BinomialBound.fractionBits))
    }
}

/// What turns a family from learning to provisional to complete.
struct LearningRules: Sendable, Hashable {
    var minimumWindows: UInt64
    var minimumHours: Int64
    var minimumRuns: UInt64 = 20
    /// U must not exceed 1 in this many windows.
    var windowLimit: UInt64 = 100
    /// The same for runs.
    var runLimit: UInt64 = 5
    /// Complete wants every hour of the day seen.
    var wantsCalendar: Bool

    func isProvisional(_ family: FamilyLearning, isRunBased: Bool, hours: Int64) -> Bool {
        guard family.windows >= (isRunBased ? minimumRuns : minimumWindows), hours >= minimumHours else { return false }
        return !isAboveLimit(family, isRunBased: isRunBased)
    }

    func isAboveLimit(_ family: FamilyLearning, isRunBased: Bool) -> Bool {
        UInt128(family.upper) * UInt128(isRunBased ? runLimit : windowLimit) > UInt128(BinomialBound.one)
    }

    /// U x windows per period <= 3 x budget.
    func isComplete(_ family: FamilyLearning, windowsPerPeriod: UInt64, budget: UInt32, hoursOfDay: UInt32) -> Bool {
        guard !wantsCalendar || hoursOfDay & 0xff_ffff == 0xff_ffff else { return false }
        return UInt128(family.upper) * UInt128(windowsPerPeriod) <= 3 * UInt128(budget) * UInt128(BinomialBound.one)
    }
}
