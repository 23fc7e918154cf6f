import BehaviourModel
import Testing

@testable import Sensing

@Suite struct SensorCoverageTests {
    private static func audit(_ change: (inout AuditFacts) -> Void = { _ in }) -> AuditFacts {
        var facts = AuditFacts(mode: .owner)
        facts.wantsWatches = true
        change(&facts)
        return facts
    }

    @Test(
        arguments: [
            ("all", true, audit(), .sensed),
            ("no connector", false, audit(), []),
            ("procfs alone, or audit that fails", true, nil, .lineage),
            ("switched off", true, audit { $0.isSwitchedOff = true }, .lineage),
            ("never,task", true, audit { $0.isHiddenByTaskRule = true }, .lineage),
            ("a rule is refused", true, audit { $0.lacksRules = true }, .lineage),
            ("beside auditd", true, audit { $0.mode = .multicast }, [.lineage, .connections]),
            (
                "too much for auditd's disk", true, audit { ($0.mode, $0.restraint) = (.multicast, .connections) },
                .lineage
            ),
            ("files though", true, audit { $0.restraint = .connections }, [.lineage, .files]),
            ("far too much", true, audit { $0.restraint = .everything }, .lineage),
            ("no list of files", true, audit { $0.wantsWatches = false }, [.lineage, .connections]),
        ] as [(String, Bool, AuditFacts?, FamilySet)])
    func `says what is seen`(name: String, readsProcesses: Bool, audit: AuditFacts?, seen: FamilySet) {
        #expect(SensorCoverage.families(readsProcesses: readsProcesses, audit: audit) == seen, "\(name)")
    }

    @Test func `what it says is read back`() throws {
        var batch = ObservationBatch()
        batch.append([.lineage, .connections], at: 7)

        let observation = try #require(batch.observations.first)
        #expect(observation.kind == .coverageChanged && FamilySet(observation) == [.lineage, .connections])
    }
}
