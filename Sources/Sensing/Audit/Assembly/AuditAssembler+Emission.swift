package import BehaviourModel

extension AuditAssembler {
    /// Appends the complete events to a batch, in order, and forgets them.
    ///
    /// Audit stamps wall milliseconds. Times here never run backwards and never lie after `nowBootNanoseconds`.
    package mutating func emit(
        into batch: inout ObservationBatch, wallMinusBootNanoseconds: Int64, nowBootNanoseconds: UInt64
    ) {
        for index in ready.observations.indices {
            var observation = ready.observations[index]
            let boot = Self.boot(
                milliseconds: observation.bootNanoseconds, wallMinusBootNanoseconds: wallMinusBootNanoseconds)
            lastEmitted = max(lastEmitted, min(boot, nowBootNanoseconds))
            observation.bootNanoseconds = lastEmitted
            observation.path = batch.append(bytes: ready.span(of: observation.path))
            observation.detail = batch.append(bytes: ready.span(of: observation.detail))
            observation.extra = batch.append(bytes: ready.span(of: observation.extra))
            batch.append(observation)
        }
        ready.removeAll()
    }

    /// Observations that wait for `emit`.
    package var readyCount: Int { ready.count }

    private static func boot(milliseconds: UInt64, wallMinusBootNanoseconds: Int64) -> UInt64 {
        let wall = Int64(clamping: milliseconds).multipliedReportingOverflow(by: 1_000_000)
        guard !wall.overflow else { return UInt64.max }
        let boot = wall.partialValue.subtractingReportingOverflow(wallMinusBootNanoseconds)
        return boot.overflow ? 0 : UInt64(clamping: boot.partialValue)
    }
}
