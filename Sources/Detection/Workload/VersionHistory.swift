internal import BehaviourModel

/// The image versions a workload has had, and what the newest one brought with it.
struct VersionHistory: Sendable, Hashable {
    struct Gathered: Sendable, Hashable, BitwiseCopyable {
        var moment: Moment
        /// S of the episode; 0 for one of a start.
        var millibits: Int64
    }

    static let limit = 32
    /// Oldest first.
    var known: ContiguousArray<String> = []
    /// When the newest version came after another; nil while there was only one.
    var changedAt: Moment?
    var previous: String?
    /// The review that gathers its first day, by incident number; 0: none yet.
    var review: UInt32 = 0
    /// Something was gathered that has not been told.
    var hasNews = false
    var gathered: ContiguousArray<Gathered> = []

    /// Takes note of the version of a container that starts.
    mutating func see(_ version: String, at moment: Moment) {
        if known.contains(version) { return }
        if let last = known.last {
            previous = last
            changedAt = moment
            review = 0
            hasNews = false
        }
        known.append(version)
        if known.count > Self.limit { known.removeFirst() }
    }

    /// Whether what this version shows is gathered into a review still.
    func isGathering(_ version: String?, at moment: Moment) -> Bool {
        guard let changedAt, let version, version == known.last else { return false }
        return moment.since(changedAt) < Moment.dayLength
    }

    /// Whether an episode stands out of all that new versions brought, so that it is judged as usual.
    func standsOut(_ millibits: Int64, isStart: Bool, at moment: Moment) -> Bool {
        guard let changedAt, !isStart else { return false }
        let oldest = moment.advanced(by: -ModelRules.gatheredDays * Moment.dayLength)
        var largest: Int64 = 0
        var isFirst = true
        for entry in gathered where entry.moment > oldest {
            isFirst = false
            largest = max(largest, entry.millibits)
        }
        if isFirst, moment.since(changedAt) < Moment.hourLength { return false }
        return millibits >= largest + ModelRules.gatheredMillibits
    }

    mutating func gather(_ millibits: Int64, at moment: Moment) {
        let oldest = moment.advanced(by: -ModelRules.gatheredDays * Moment.dayLength)
        gathered.removeAll { $0.moment <= oldest }
        hasNews = true
        // One entry an hour is enough: only the largest counts.
        if let last = gathered.indices.last, gathered[last].moment.hour == moment.hour {
            gathered[last].millibits = max(gathered[last].millibits, millibits)
        } else {
            gathered.append(Gathered(moment: moment, millibits: millibits))
        }
    }
}
