import Sensing
import Testing

@Suite struct AuditWorkloadTests {
    @Test func `every event of the workload becomes an observation`() {
        var workload = AuditAssemblyWorkload()

        workload.run(rounds: 512)

        #expect(workload.counts.records == UInt64(512 * AuditAssemblyWorkload.recordsPerRound))
        #expect(workload.counts.observations == UInt64(512 * AuditAssemblyWorkload.eventsPerRound))
        #expect(workload.counts.lost == 0)
        #expect(workload.counts.unended == 0)
    }
}
