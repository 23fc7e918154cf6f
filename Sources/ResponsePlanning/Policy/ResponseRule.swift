package import BehaviourModel

/// One entry of a policy: whom it fits, and what is then done. An empty or absent condition fits everything.
package struct ResponseRule: Hashable, Sendable {
    /// Stands in the plan as its owner.
    package var name: String
    package var workloads: [WorkloadPattern] = []
    package var kinds: Set<AlertKind> = []
    /// Names of tripwires, as patterns.
    package var tripwires: [WorkloadPattern] = []
    package var severityAtLeast: Severity?
    package var learningStates: Set<AlertLearning.State> = []
    package var verdict: Verdict
    /// The shorter of this and `ResponseLimits.leaseNanoseconds` serves; nil: that one.
    package var leaseNanoseconds: UInt64?

    package enum Verdict: String, Hashable, Sendable, CaseIterable { case freeze, none }

    package init(name: String, verdict: Verdict) {
        self.name = name
        self.verdict = verdict
    }

    package func fits(_ request: ResponseRequest) -> Bool {
        if !workloads.isEmpty, !workloads.contains(where: { $0.matches(request.container.workload) }) { return false }
        if !kinds.isEmpty, !kinds.contains(request.kind) { return false }
        if let severityAtLeast, request.severity < severityAtLeast { return false }
        if !tripwires.isEmpty {
            guard let touched = request.tripwire, tripwires.contains(where: { $0.matches(touched) }) else {
                return false
            }
        }
        if !learningStates.isEmpty {
            guard let state = request.learning, learningStates.contains(state) else { return false }
        }
        return true
    }
}

/// Rules in order; the first that fits decides.
package struct ResponsePolicy: Hashable, Sendable {
    package var rules: [ResponseRule]

    package init(rules: [ResponseRule] = []) { self.rules = rules }

    package func rule(for request: ResponseRequest) -> ResponseRule? { rules.first { $0.fits(request) } }
}
