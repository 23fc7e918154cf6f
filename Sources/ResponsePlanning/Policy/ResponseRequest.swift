package import BehaviourModel

/// What planning must know of an alert: which container, what kind, how grave.
package struct ResponseRequest: Hashable, Sendable {
    /// nil: of a touch that has no alert of its own, and whose first one is not known any more.
    package var alertID: String?
    package var kind: AlertKind
    package var severity: Severity
    package var tripwire: String?
    /// The workload's learning state; nil where none was told.
    package var learning: AlertLearning.State?
    package var container: ContainerDescription

    package init(
        alertID: String?, kind: AlertKind, severity: Severity, tripwire: String? = nil,
        learning: AlertLearning.State? = nil, container: ContainerDescription
    ) {
        self.alertID = alertID
        self.kind = kind
        self.severity = severity
        self.tripwire = tripwire
        self.learning = learning
        self.container = container
    }

    /// From an alert that is about this container; nil where its kind or severity is of a later version.
    package init?(_ alert: Alert, container: ContainerDescription) {
        guard let kind = alert.kind.known, let severity = alert.severity.known else { return nil }
        self.init(
            alertID: alert.id, kind: kind, severity: severity, tripwire: alert.tripwire,
            learning: alert.learning?.state.known, container: container)
    }
}
