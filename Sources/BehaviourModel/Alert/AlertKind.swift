/// What an alert line tells.
package enum AlertKind: String, AlertTerm {
    case anomaly
    case tripwire
    case behaviourChanged = "behaviour_changed"
    case response
    case loss
    case guardRail = "guard_rail"
    case health
}
