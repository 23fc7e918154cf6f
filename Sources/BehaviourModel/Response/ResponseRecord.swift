/// What became of a response: a line of the stream of its own, kind `response`, and an entry of the journal.
package struct ResponseRecord: Hashable, Sendable {
    package var event: Event
    /// nil where no lease came to be.
    package var leaseID: String?
    package var action: ResponseAction
    package var target: ResponseTarget
    package var owner: ResponseOwner
    /// Why it was asked for.
    package var reason: String
    /// The alert that asked for it (`about`); nil for an operator's request.
    package var alertID: String?
    /// When this was known, nanoseconds since boot.
    package var bootNanoseconds: UInt64
    /// When the lease ends (or would have ended), nanoseconds since boot; 0 where there is none.
    package var expiresBootNanoseconds: UInt64
    /// From the write that asks the kernel to its word that all processes stand still (or run again); nil while it has not.
    package var confirmedNanoseconds: UInt64?
    /// What else an operator should know; empty when nothing.
    package var detail: String

    package enum Event: Hashable, Sendable {
        /// The lease began.
        case applied
        /// Nothing is in force.
        case failed(ResponseFailure)
        /// The lease is over.
        case ended(LeaseEnd)
        /// What would have been done.
        case rehearsed
        /// A limit forbade it.
        case heldBack(HoldBackReason)
    }

    package init(
        event: Event, leaseID: String? = nil, action: ResponseAction, target: ResponseTarget, owner: ResponseOwner,
        reason: String, alertID: String?, bootNanoseconds: UInt64, expiresBootNanoseconds: UInt64 = 0,
        confirmedNanoseconds: UInt64? = nil, detail: String = ""
    ) {
        self.event = event
        self.leaseID = leaseID
        self.action = action
        self.target = target
        self.owner = owner
        self.reason = reason
        self.alertID = alertID
        self.bootNanoseconds = bootNanoseconds
        self.expiresBootNanoseconds = expiresBootNanoseconds
        self.confirmedNanoseconds = confirmedNanoseconds
        self.detail = detail
    }

    package init(
        _ plan: ResponsePlan, event: Event, leaseID: String? = nil, bootNanoseconds: UInt64,
        expiresBootNanoseconds: UInt64 = 0, confirmedNanoseconds: UInt64? = nil, detail: String = ""
    ) {
        self.init(
            event: event, leaseID: leaseID, action: plan.action, target: plan.target, owner: plan.owner,
            reason: plan.reason, alertID: plan.alertID, bootNanoseconds: bootNanoseconds,
            expiresBootNanoseconds: expiresBootNanoseconds, confirmedNanoseconds: confirmedNanoseconds, detail: detail)
    }

    /// The word of a `response` alert; nil for what is told in another way (a rehearsal, a guard rail).
    package var outcome: AlertResponse.Outcome? {
        switch event {
        case .applied: .applied
        case .failed: .failed
        case .ended: .ended
        case .rehearsed, .heldBack: nil
        }
    }

    /// Why it failed, ended or was held back, in words.
    package var text: String {
        let cause =
            switch event {
            case .applied: ""
            case .failed(let failure): failure.text
            case .ended(let end): end.text
            case .rehearsed: "rehearsal: nothing was done"
            case .heldBack(let reason): reason.text
            }
        if detail.isEmpty { return cause }
        return cause.isEmpty ? detail : "\(cause): \(detail)"
    }
}

/// Why a response is not in force.
package enum ResponseFailure: String, Hashable, Sendable, CaseIterable {
    /// The container ended first.
    case gone
    /// Somebody else (`docker pause`) stopped it before: theirs to end.
    case frozenByOthers = "frozen_by_others"
    /// A lease of ours holds it already.
    case alreadyLeased = "already_leased"
    /// No lease of ours holds it.
    case noLease = "no_lease"
    /// A protected control group, seen only when acting.
    case refused
    /// The mark could not be set, so nothing was done.
    case unmarked
    /// No dead man's switch could be armed, so nothing was done.
    case unguarded
    /// The kernel refused.
    case kernel

    package var text: String {
        switch self {
        case .gone: "the container ended first"
        case .frozenByOthers: "it was frozen before, by somebody else"
        case .alreadyLeased: "it is frozen already, by a lease of this agent"
        case .noLease: "no lease of this agent holds it"
        case .refused: "refused"
        case .unmarked: "the lease could not be marked, so nothing was done"
        case .unguarded: "the dead man's switch could not be armed, so nothing was done"
        case .kernel: "the kernel refused"
        }
    }
}

/// Why a lease is over.
package enum LeaseEnd: String, Hashable, Sendable, CaseIterable {
    case expired
    /// Somebody asked for it.
    case thawed
    /// Somebody else thawed the container (its runtime, to kill or resume it).
    case takenOver = "taken_over"
    /// The container ended.
    case gone
    case agentStopped = "agent_stopped"

    package var text: String {
        switch self {
        case .expired: "the lease expired"
        case .thawed: "thawed by request"
        case .takenOver: "somebody else thawed it"
        case .gone: "the container ended"
        case .agentStopped: "the agent stops"
        }
    }
}
