package import BehaviourModel

/// The budget of a workload: incidents per period.
package struct IncidentBudget: Sendable, Hashable {
    package var incidents: UInt32
    /// Milliseconds of real time at scale 1.
    package var periodMilliseconds: Int64

    package init(incidents: UInt32 = 1, periodMilliseconds: Int64 = 7 * Moment.dayLength) {
        self.incidents = min(incidents, 1000)
        self.periodMilliseconds = min(max(periodMilliseconds, Moment.hourLength), 1 << 36)
    }
}

/// What the configuration says to detection; passed in whole, never read from anywhere.
package struct DetectorSettings: Sendable {
    /// `time.scale`, 1 to 1,000.
    package var timeScale: Int64 = 1
    /// `learning.support`: episodes that make an item known.
    package var support: UInt8 = 3
    /// `learning.minimum_windows`.
    package var minimumWindows: UInt64 = 1000
    /// `learning.minimum_watched`, in hours of the detector's time.
    package var minimumWatchedHours: Int64 = 24
    /// `learning.calendar`: complete wants every hour of the day seen.
    package var wantsCalendar = true
    package var budget = IncidentBudget()
    /// Budgets of single workloads.
    package var budgets: [WorkloadIdentity: IncidentBudget] = [:]
    /// The families that the sensors cover until they say something else.
    package var coverage = FamilySet.sensed
    /// Boot time since when starts of containers are seen, where that is known already: in a replay.
    package var watchedSince: UInt64 = 0
    package var tripwires: [Tripwire] = Tripwire.standard
    /// Items of one workload; beyond it the workload is saturated.
    package var itemLimit = 4096
    /// Workloads; the least recently used one is forgotten beyond it.
    package var workloadLimit = 256
    /// Who signs the baseline's segments.
    package var agent = ""
    package var epoch = ""
    /// For hashing what hostile containers choose. Results do not depend on it.
    package var seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    func budget(of workload: WorkloadIdentity) -> IncidentBudget { budgets[workload] ?? budget }

    var rules: LearningRules {
        LearningRules(minimumWindows: minimumWindows, minimumHours: minimumWatchedHours, wantsCalendar: wantsCalendar)
    }
}
