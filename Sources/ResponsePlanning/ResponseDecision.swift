package import BehaviourModel

/// What is to be done about an alert.
package enum ResponseDecision: Hashable, Sendable {
    /// Nothing, and nobody need be told.
    case nothing(Silence)
    /// Carry this out; or only say it, where `isRehearsal`.
    case plan(ResponsePlan)
    /// This would have been done, but for a limit: an alert of kind `guard_rail`.
    case heldBack(ResponsePlan, HoldBackReason)

    package enum Silence: Hashable, Sendable {
        /// No rule fits.
        case noRule
        /// The rule of this name says that nothing shall be done.
        case ruleSaysNone(String)
        /// The mode is below `rehearse`.
        case mode(OperatingMode)
        /// A lease runs: what is told now was done before the freeze. It is not extended.
        case alreadyFrozen
        /// A test of detection: seen and told, never acted on.
        case canary
    }
}
