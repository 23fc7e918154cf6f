package import BehaviourModel

/// What operators change.
extension Detector {
    /// Applies a mutation; false when its incident or workload is not there.
    package mutating func apply(
        _ mutation: ControlMutation, at instant: Instant, into findings: inout [Finding]
    ) -> Bool {
        let now = advanceClock(to: instant, into: &findings)
        switch mutation {
        case .closeIncident(let id, let closing, let by, let comment):
            for place in workloads.indices
            where workloads[place].close(id, as: closing, by: by, comment: comment, at: now)
                || workloads[place].tripwires.close(id, as: closing)
            {
                return true
            }
            return false
        case .restartLearning(let identity):
            guard let place = places[identity] else { return false }
            workloads[place].restartLearning(at: now)
            return true
        case .completeLearning(let identity, let by):
            guard let place = places[identity] else { return false }
            workloads[place].declaredBy = by
            return true
        }
    }

    /// Makes an item known that need not have been seen: what an alert's `edit` names. `expires` is wall time.
    package mutating func accept(
        _ item: Item, workload identity: WorkloadIdentity, by: String, reason: String?, expiresWallNanoseconds: Int64?,
        at instant: Instant, into findings: inout [Finding]
    ) -> Bool {
        let now = advanceClock(to: instant, into: &findings)
        guard let place = places[identity], let key = ItemWords.key(item, &words) else { return false }
        let expires = expiresWallNanoseconds.map { wall -> Moment in
            let left = max(0, wall - instant.wallNanoseconds) / 1_000_000
            return now.advanced(by: clock.unscaled(milliseconds: min(left, 1 << 42)))
        }
        return workloads[place].teach(key, by: by, reason: reason, expires: expires, at: now)
    }

    /// Takes an acceptance back.
    package mutating func undoAcceptance(
        of item: Item, workload identity: WorkloadIdentity, at instant: Instant, into findings: inout [Finding]
    ) -> Bool {
        _ = advanceClock(to: instant, into: &findings)
        guard let place = places[identity], let key = ItemWords.key(item, &words) else { return false }
        return workloads[place].untaught(key)
    }

    /// Puts an item on the never-list.
    package mutating func reject(
        _ item: Item, workload identity: WorkloadIdentity, at instant: Instant, into findings: inout [Finding]
    ) -> Bool {
        let now = advanceClock(to: instant, into: &findings)
        guard let place = places[identity], let key = ItemWords.key(item, &words) else { return false }
        workloads[place].ban(key, at: now)
        return true
    }
}
