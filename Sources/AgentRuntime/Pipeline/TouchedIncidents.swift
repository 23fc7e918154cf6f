internal import BehaviourModel

/// What was told of touched tripwires last: the alert that a later response is about, and what was held back.
struct TouchedIncidents: Sendable {
    private var alerts: [String: String] = [:]
    private var order: [String] = []
    /// Of those beyond, a response names no alert.
    private static let limit = 256

    private var heldBack: [(container: String, bootNanoseconds: UInt64)] = []
    /// A response that is held back at each touch is told this often for a container, nanoseconds.
    private static let heldBackPeriod: UInt64 = 600_000_000_000

    /// An alert of a tripwire goes out.
    mutating func note(_ alert: Alert) {
        guard alert.tripwire != nil, let incident = alert.incident else { return }
        if alerts.updateValue(alert.id, forKey: incident) == nil { order.append(incident) }
        if order.count > Self.limit { alerts[order.removeFirst()] = nil }
    }

    func alertID(of incident: String) -> String? { alerts[incident] }

    /// Whether it is told now that a limit holds back what a further touch asks for; true uses the period up.
    mutating func tellsHeldBack(_ container: String, now: UInt64) -> Bool {
        heldBack.removeAll { now >= $0.bootNanoseconds &+ Self.heldBackPeriod }
        guard heldBack.count < Self.limit, !heldBack.contains(where: { $0.container == container }) else {
            return false
        }
        heldBack.append((container, now))
        return true
    }
}
