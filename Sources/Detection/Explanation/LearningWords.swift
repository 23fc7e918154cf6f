internal import BehaviourModel

/// How far a workload is learned, in a sentence.
extension WorkloadModel {
    func learningWords(_ wanted: [Family]) -> String {
        let perPeriod = windowsPerPeriod
        let period = PeriodText.text(milliseconds: rules.budget.periodMilliseconds)
        var expected: Int64 = 0
        var atMost: Int64 = 0
        for family in wanted {
            expected += families[Int(family.rawValue)].expectedMilli(windowsPerPeriod: perPeriod)
            atMost += families[Int(family.rawValue)].atMostMilli(windowsPerPeriod: perPeriod)
        }
        let watched = MilliText.span(minutes: Int64(hoursWatched) * 60)
        let replicas = containers.count == 1 ? "1 replica" : "\(containers.count) replicas"
        let unit = isRunBased ? "\(runs.total) runs" : replicas
        var sentence =
            "after \(watched) and \(unit) expect \(MilliText.tenths(expected)) new behaviours in \(period), "
            + "at most \(MilliText.tenths(atMost))"
        if let declaredBy { return sentence + "; declared complete by \(declaredBy)" }
        let states = wanted.map { state(of: $0) }
        if states.contains(.saturated) { return sentence + "; a table is full: never complete" }
        if states.allSatisfy({ $0 == .complete }) { return sentence + "; complete" }
        if let minutes = missingForComplete(wanted, windowsPerPeriod: perPeriod) {
            // What lies beyond a year is not worth a figure.
            let isFar = minutes > 365 * 1440
            sentence +=
                isFar ? "; not complete within a year" : "; complete in about \(MilliText.span(minutes: minutes))"
        }
        return sentence
    }

    /// Minutes until U x W falls to 3 x budget. Where something new came, new items are taken to grow with the square root of
    /// the windows watched (Heaps' law with an exponent that is assumed, not fitted), so U falls as B^-1/2; where nothing
    /// did, as 1/B.
    private func missingForComplete(_ wanted: [Family], windowsPerPeriod: UInt64) -> Int64? {
        let target = 3 * Int64(rules.budget.incidents) * 1000
        guard windowsPerPeriod > 0, target > 0 else { return nil }
        var minutes: Int64 = 0
        for family in wanted {
            let learning = families[Int(family.rawValue)]
            let atMost = learning.atMostMilli(windowsPerPeriod: windowsPerPeriod)
            guard atMost > target, learning.windows > 0 else { continue }
            let ratio = Int128(atMost) * 1000 / Int128(target)
            let growth = learning.novel == 0 ? ratio : ratio * ratio / 1000
            let needed = Int128(learning.windows) * (growth - 1000) / 1000
            let length = needed * Int128(rules.budget.periodMilliseconds) / Int128(windowsPerPeriod) / 60_000
            minutes = max(minutes, Int64(clamping: length))
        }
        if rules.learning.wantsCalendar, windows.hoursOfDay & 0xff_ffff != 0xff_ffff { minutes = max(minutes, 60) }
        return minutes == 0 ? nil : minutes
    }
}
