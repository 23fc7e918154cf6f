internal import BehaviourModel

/// The figures of the model for one workload, in the detector's time.
struct ModelRules: Sendable, Hashable {
    var support: UInt8
    var learning: LearningRules
    var budget: IncidentBudget
    var timeScale: Int64
    var itemLimit: Int
    var seed: UInt64

    init(_ settings: DetectorSettings, workload: WorkloadIdentity) {
        support = min(max(settings.support, 1), 200)
        learning = settings.rules
        budget = settings.budget(of: workload)
        timeScale = min(max(settings.timeScale, 1), 1000)
        itemLimit = settings.itemLimit
        seed = settings.seed
    }

    /// Real time is not shortened by the scale: in the detector's time it gets longer.
    var joining: Int64 { 15 * Moment.minuteLength * timeScale }
    var stormHour: Int64 { Moment.hourLength * timeScale }
    var stormQuiet: Int64 { 15 * Moment.minuteLength * timeScale }
    /// More incidents than this in an hour are a storm.
    static let stormIncidents = 5
    /// What is compared with: seven days, or as many windows as this.
    static let calibrationLength: Int64 = 7 * Moment.dayLength
    static let calibrationWindows: UInt64 = 800
    /// An item unseen for so many days goes back to probation.
    static let forgettingDays: Int64 = 60
    /// Novelty is rare from here on.
    static let rareMillibits: Millibits = 6000
    /// In a context of its own opportunities, from here on.
    static let rareOwnMillibits: Millibits = 1000
    /// By how much a score must exceed what passed to be graver.
    static let graverMillibits: Int32 = 4000
    /// By how much it must exceed what was gathered of a new version.
    static let gatheredMillibits: Int64 = 8000
    static let gatheredDays: Int64 = 28
}
