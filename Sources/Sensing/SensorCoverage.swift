package import BehaviourModel

/// Which families of behaviour the sensors see: what they do not see must not be taken for quiet.
package enum SensorCoverage {
    /// - Parameters:
    ///   - readsProcesses: the process connector is read; without it nothing can be attributed to a container.
    ///   - audit: how audit fares; nil when it does not run, or fails.
    package static func families(readsProcesses: Bool, audit: AuditFacts?) -> FamilySet {
        guard readsProcesses else { return [] }
        guard let audit, speaks(audit), !audit.lacksRules else { return .lineage }
        var seen: FamilySet = .lineage
        if audit.restraint == .nothing { seen.insert(.connections) }
        if audit.watchesContainers { seen.insert(.files) }
        return seen
    }

    /// Audit's records come; else programs are to be read from `/proc`.
    static func speaks(_ audit: AuditFacts?) -> Bool {
        guard let audit else { return false }
        return !audit.isSwitchedOff && !audit.isHiddenByTaskRule && !audit.isLeft && audit.restraint != .everything
    }
}

extension ObservationBatch {
    /// Says what the sensors see from now on.
    package mutating func append(_ coverage: FamilySet, at bootNanoseconds: UInt64) {
        var observation = Observation(kind: .coverageChanged, sensor: .procfs, bootNanoseconds: bootNanoseconds)
        observation.code = Int32(coverage.rawValue)
        append(observation)
    }
}
