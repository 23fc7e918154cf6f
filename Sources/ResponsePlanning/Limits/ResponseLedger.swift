internal import BehaviourModel

/// Remembers the freezes of the last period, so that no more than allowed are planned in any period of that length.
struct ResponseLedger: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        var container: String
        var workload: WorkloadIdentity
        var at: UInt64
        /// Until then the lease is thought to run; it counts as long as it does.
        var until: UInt64
    }

    private var entries: [Entry] = []

    /// Whether a freeze of this container runs.
    func isActive(_ container: String, now: UInt64) -> Bool {
        entries.contains { $0.container == container && now < $0.until }
    }

    /// Why one more may not begin now; nil when it may.
    mutating func limit(_ limits: ResponseLimits, workload: WorkloadIdentity, now: UInt64) -> HoldBackReason? {
        entries.removeAll { now >= $0.until && !Self.isWithin($0.at, period: limits.periodNanoseconds, now: now) }
        guard entries.count < limits.maximumContainers else { return .nodeLimit }
        let own = entries.count { $0.workload == workload }
        return own < limits.maximumContainersPerWorkload ? nil : .workloadLimit
    }

    mutating func note(_ container: String, workload: WorkloadIdentity, now: UInt64, lease: UInt64) {
        let (until, overflow) = now.addingReportingOverflow(lease)
        entries.append(Entry(container: container, workload: workload, at: now, until: overflow ? .max : until))
    }

    /// The lease is over: another may follow, but the act still counts for its period.
    mutating func end(_ container: String, now: UInt64) {
        for index in entries.indices where entries[index].container == container {
            entries[index].until = min(entries[index].until, now)
        }
    }

    /// It never began, so it does not count.
    mutating func forget(_ container: String) {
        if let last = entries.lastIndex(where: { $0.container == container }) { entries.remove(at: last) }
    }

    /// A clock that went back (it does not) would only keep an entry for longer.
    private static func isWithin(_ at: UInt64, period: UInt64, now: UInt64) -> Bool { now < at || now - at < period }
}
