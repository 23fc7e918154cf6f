package import BehaviourModel

/// Alerts that belong together, and what an operator said they were.
package struct StoredIncident: Hashable, Sendable {
    package struct Closing: Hashable, Sendable {
        package let unixNanoseconds: Int64
        package let verdict: ControlMutation.Closing
        package let by: String
        package let comment: String?
    }

    package let id: String
    /// `scope/name`.
    package let workload: String?
    package let openedUnixNanoseconds: Int64
    package let lastUnixNanoseconds: Int64
    /// The gravest of its alerts.
    package let severity: Severity
    /// Alerts of it in the stream, and held back.
    package let delivered: Int64
    package let held: Int64
    /// nil while it is open.
    package let closing: Closing?
}

/// What an operator decided, as it was recorded.
package struct StoredDecision: Hashable, Sendable {
    package let unixNanoseconds: Int64
    package let mutation: ControlMutation
}
