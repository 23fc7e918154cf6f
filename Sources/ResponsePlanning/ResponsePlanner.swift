package import BehaviourModel

/// Turns alerts and operators' requests into plans within the limits. Pure: time comes in as nanoseconds since boot.
///
/// Whoever carries a plan out tells the planner what became of it, by `note(_:)`.
package struct ResponsePlanner: Sendable {
    package var policy: ResponsePolicy
    package var limits: ResponseLimits
    package var modes: ModeLadder
    private var enforced = ResponseLedger()
    /// Rehearsals have a count of their own: they must not use up what `enforce` may do.
    private var rehearsed = ResponseLedger()

    package init(policy: ResponsePolicy, limits: ResponseLimits, modes: ModeLadder) {
        self.policy = policy
        self.limits = limits
        self.modes = modes
    }

    /// What the policy says about an alert.
    package mutating func decide(_ request: ResponseRequest, now: UInt64) -> ResponseDecision {
        if request.container.isCanary { return .nothing(.canary) }
        guard let rule = policy.rule(for: request) else { return .nothing(.noRule) }
        guard rule.verdict == .freeze else { return .nothing(.ruleSaysNone(rule.name)) }
        let mode = modes.mode(for: request.container)
        guard mode >= .rehearse else { return .nothing(.mode(mode)) }

        let plan = ResponsePlan(
            action: .freeze, target: ResponseTarget(request.container), owner: .policy(rule.name),
            reason: reason(request), leaseNanoseconds: lease(rule.leaseNanoseconds), alertID: request.alertID,
            isRehearsal: mode < .enforce)
        return decide(plan, request.container, now)
    }

    /// What an operator asks for: under the same limits, whatever the mode.
    ///
    /// - Parameter leaseNanoseconds: nil for the configured lease; a longer one is cut to it.
    package mutating func decideFreeze(
        of container: ContainerDescription, by user: String, reason: String, leaseNanoseconds: UInt64?,
        isRehearsal: Bool = false, now: UInt64
    ) -> ResponseDecision {
        let plan = ResponsePlan(
            action: .freeze, target: ResponseTarget(container), owner: .operatorUser(user), reason: reason,
            leaseNanoseconds: lease(leaseNanoseconds), alertID: nil, isRehearsal: isRehearsal)
        return decide(plan, container, now)
    }

    /// Learns what became of a plan: an act that failed does not count, a lease that ended makes way for another.
    package mutating func note(_ record: ResponseRecord) {
        guard record.action == .freeze else { return }
        switch record.event {
        case .failed(.alreadyLeased): break
        case .failed: enforced.forget(record.target.containerID)
        case .ended: enforced.end(record.target.containerID, now: record.bootNanoseconds)
        case .applied, .rehearsed, .heldBack: break
        }
    }

    /// Takes leases over that an earlier agent began, so that they count.
    package mutating func adopt(_ lease: LeaseStatus) {
        let length =
            lease.expiresBootNanoseconds > lease.sinceBootNanoseconds
            ? lease.expiresBootNanoseconds - lease.sinceBootNanoseconds : 0
        enforced.note(
            lease.target.containerID, workload: lease.target.workload, now: lease.sinceBootNanoseconds, lease: length)
    }

    private mutating func decide(
        _ plan: ResponsePlan, _ container: ContainerDescription, _ now: UInt64
    ) -> ResponseDecision {
        if let protection = limits.protection(of: container) { return .heldBack(plan, protection) }
        if enforced.isActive(container.id, now: now) { return .nothing(.alreadyFrozen) }
        return plan.isRehearsal
            ? Self.decide(plan, limits, &rehearsed, now) : Self.decide(plan, limits, &enforced, now)
    }

    private static func decide(
        _ plan: ResponsePlan, _ limits: ResponseLimits, _ ledger: inout ResponseLedger, _ now: UInt64
    ) -> ResponseDecision {
        let target = plan.target
        if ledger.isActive(target.containerID, now: now) { return .nothing(.alreadyFrozen) }
        if let limit = ledger.limit(limits, workload: target.workload, now: now) { return .heldBack(plan, limit) }
        ledger.note(target.containerID, workload: target.workload, now: now, lease: plan.leaseNanoseconds)
        return .plan(plan)
    }

    private func lease(_ asked: UInt64?) -> UInt64 { min(asked ?? limits.leaseNanoseconds, limits.leaseNanoseconds) }

    private func reason(_ request: ResponseRequest) -> String {
        if let tripwire = request.tripwire { return "tripwire \(tripwire)" }
        return "\(request.kind.rawValue) of severity \(request.severity.rawValue)"
    }
}
