/// How often something was there, hour by hour: windows of a context, starts, runs.
///
/// Hours with equal counts share one run, so that an idle service costs one run for months. Past `runLimit` the two oldest
/// runs become one and are then known as a sum over their hours only.
struct HourlyCounts: Sendable, Hashable {
    struct Run: Sendable, Hashable, BitwiseCopyable {
        var first: Int64
        var hours: Int64
        var total: UInt64
        /// The sum of all earlier runs.
        var before: UInt64

        var end: Int64 { first + hours }

        /// The part of the run that lies before `hour`.
        func part(before hour: Int64) -> UInt64 {
            if hour >= end { return total }
            if hour <= first { return 0 }
            let product = UInt64(hour - first).multipliedFullWidth(by: total)
            return UInt64(hours).dividingFullWidth(product).quotient
        }
    }

    static let runLimit = 512

    private(set) var runs: ContiguousArray<Run> = []
    private(set) var openHour: Int64 = 0
    private(set) var open: UInt64 = 0
    /// Bit h: something was counted in hour h of some day.
    private(set) var hoursOfDay: UInt32 = 0

    var total: UInt64 { closedTotal &+ open }
    private var closedTotal: UInt64 { runs.last.map { $0.before &+ $0.total } ?? 0 }

    /// Distinct hours with a count.
    var hours: Int64 { runs.reduce(open > 0 ? 1 : 0) { $0 + $1.hours } }

    /// Counts `count` in `hour`; an hour before the open one is counted in the open one.
    mutating func add(_ count: UInt64, hour: Int64) {
        guard count > 0 else { return }
        if hour > openHour {
            close()
            openHour = hour
        }
        open &+= count
        hoursOfDay |= 1 << UInt32(truncatingIfNeeded: openHour % 24)
    }

    /// The sum over all hours before `hour`.
    func count(before hour: Int64) -> UInt64 {
        if hour > openHour { return total }
        if hour == openHour { return closedTotal }
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].first < hour { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0 }
        return runs[low - 1].before &+ runs[low - 1].part(before: hour)
    }

    /// The sum from `hour` on.
    func count(from hour: Int64) -> UInt64 { total &- count(before: hour) }

    /// The latest hour from which on at least `wanted` were counted; the first hour of all where there are fewer.
    func hour(holdingLast wanted: UInt64) -> Int64 {
        var sum = open
        if sum >= wanted { return openHour }
        for run in runs.reversed() {
            let missing = wanted - sum
            if run.total >= missing {
                // Whole hours from the run's end, rounded up.
                let share = max(1, run.total / UInt64(run.hours))
                let back = min(run.hours, Int64(clamping: (missing + share - 1) / share))
                return run.end - back
            }
            sum &+= run.total
        }
        return runs.first?.first ?? openHour
    }

    /// What the last `limit` counted hours held, and how many those are. The open hour counts only where there is no other.
    func last(hours limit: Int64) -> (count: UInt64, hours: Int64) {
        if runs.isEmpty { return (open, open > 0 ? 1 : 0) }
        var result: (count: UInt64, hours: Int64) = (0, 0)
        for run in runs.reversed() {
            let taken = min(run.hours, limit - result.hours)
            if taken <= 0 { break }
            result.count &+= run.total &- run.part(before: run.end - taken)
            result.hours += taken
        }
        return result
    }

    private mutating func close() {
        guard open > 0 else { return }
        let before = closedTotal
        if let last = runs.last, last.end == openHour, last.total == open &* UInt64(last.hours) {
            runs[runs.count - 1].hours += 1
            runs[runs.count - 1].total &+= open
        } else {
            runs.append(Run(first: openHour, hours: 1, total: open, before: before))
            if runs.count > Self.runLimit { fold() }
        }
        open = 0
    }

    private mutating func fold() {
        let second = runs[1]
        runs[0].hours += second.hours
        runs[0].total &+= second.total
        // Hours without a count between the two are left out: the run keeps its number of counted hours and ends where it must.
        runs[0].first = second.end - runs[0].hours
        runs.remove(at: 1)
    }
}

extension HourlyCounts {
    /// Rebuilds stored counts; runs out of order are dropped.
    init(runs stored: [Run], openHour: Int64, open: UInt64, hoursOfDay: UInt32) {
        var before: UInt64 = 0
        for var run in stored where run.hours > 0 && run.first >= (runs.last?.end ?? Int64.min) && run.end <= openHour {
            run.before = before
            before &+= run.total
            runs.append(run)
        }
        self.openHour = openHour
        self.open = open
        self.hoursOfDay = hoursOfDay
    }
}
