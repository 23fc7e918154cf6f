/// What an operator changes in detection: it enters the pipeline between two batches, and is recorded with them.
package enum ControlMutation: Hashable, Sendable {
    package enum Closing: String, Sendable, CaseIterable { case attack, expected, noise }

    /// Closes an incident, and says what it was.
    case closeIncident(id: String, as: Closing, by: String, comment: String?)
    /// Forgets that a workload was learned: it learns again.
    case restartLearning(WorkloadIdentity)
    /// An operator's word that a workload is learned; carried in every later alert.
    case completeLearning(WorkloadIdentity, by: String)
}
