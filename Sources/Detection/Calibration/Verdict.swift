internal import BehaviourModel

/// How an anomaly ranks among the workload's own windows, and against the budget's floor.
struct Ranking: Sendable, Hashable {
    /// m: windows it is compared with.
    var windows: UInt64
    /// Those that scored at least as high.
    var asHigh: UInt64
    /// The rank in one family was better than that of the sum.
    var isByFamily: Bool
    /// W: windows per budget period.
    var windowsPerPeriod: UInt64

    /// E in milli-bits: log2((m + 1) / (1 + asHigh)).
    var calibratedMillibits: Millibits {
        IntegerLogarithm.millibits(UInt128(windows) + 1, over: UInt128(asHigh) + 1)
    }

    /// min( log2(W / max(share, tokens)), log2((m + 1) / max(1, tokens)) ), in milli-bits.
    func floorMillibits(_ bucket: TokenBucket) -> Millibits {
        let token = UInt128(bucket.token)
        let byShare = IntegerLogarithm.millibits(
            UInt128(windowsPerPeriod) * token, over: max(1, UInt128(max(bucket.share, bucket.units))))
        let byWindows = IntegerLogarithm.millibits(
            (UInt128(windows) + 1) * token, over: UInt128(max(bucket.token, bucket.units)))
        return min(byShare, byWindows)
    }

    /// E >= floor, decided in whole numbers and not by what is shown.
    func reachesFloor(_ bucket: TokenBucket) -> Bool {
        let token = UInt128(bucket.token)
        let rank = UInt128(asHigh) + 1
        if rank * token <= UInt128(max(bucket.token, bucket.units)) { return true }
        let left = (UInt128(windows) + 1) * UInt128(max(bucket.share, bucket.units, 0))
        let (right, overflow) = (UInt128(windowsPerPeriod) * rank).multipliedReportingOverflow(by: token)
        return !overflow && left >= right
    }
}

/// Scores that passed, for judging what is graver.
struct PassedScore: Sendable, Hashable, BitwiseCopyable {
    var moment: Moment
    var scores: FamilyScores
}
