import BehaviourModel
import ResponsePlanning
import TestRandom
import Testing

/// Random sequences of alerts, failures, ends and waiting: what must hold whatever comes.
@Suite struct ResponseLimitsPropertyTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `limits are never exceeded and nothing protected is ever planned`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let period = UInt64.random(in: 1...200, using: &random)
        var limits = ResponseLimits(
            leaseNanoseconds: UInt64.random(in: 1...300, using: &random),
            maximumContainers: Int.random(in: 0...4, using: &random),
            maximumContainersPerWorkload: Int.random(in: 0...3, using: &random), periodNanoseconds: period,
            cgroups: cgroups)
        limits.protect(["*/safe", "/vault"])
        var planner = planner(mode: .enforce, limits: limits)
        var now: UInt64 = 0
        var acts: [(plan: ResponsePlan, at: UInt64)] = []

        for _ in 0..<400 {
            now += UInt64.random(in: 0...20, using: &random)
            if let last = acts.last, Int.random(in: 0..<5, using: &random) == 0 {
                let end = LeaseEnd.allCases[Int.random(in: 0..<LeaseEnd.allCases.count, using: &random)]
                planner.note(ResponseRecord(last.plan, event: .ended(end), bootNanoseconds: now))
            }
            guard let plan = planner.decide(request(anyContainer(&random)), now: now).plan else { continue }
            #expect(plan.target.workload.name != "safe" && !plan.target.isInfrastructure)
            #expect(cgroups.reason(against: plan.target.cgroup) == nil && !plan.target.cgroup.path.contains("/vault"))
            #expect(plan.leaseNanoseconds <= limits.leaseNanoseconds)
            if Int.random(in: 0..<6, using: &random) == 0 {
                planner.note(ResponseRecord(plan, event: .failed(.gone), bootNanoseconds: now))
                continue
            }
            acts.append((plan, now))
            let recent = acts.filter { now - $0.at < period }
            #expect(recent.count <= limits.maximumContainers)
            #expect(
                recent.count { $0.plan.target.workload == plan.target.workload } <= limits.maximumContainersPerWorkload)
        }
    }

    private func anyContainer(_ random: inout SeededGenerator) -> ContainerDescription {
        let id = "c\(Int.random(in: 0..<12, using: &random))"
        let workload = ["web", "db", "safe", "job"][Int.random(in: 0..<4, using: &random)]
        let path = [
            nil, nil, nil, "/sys/fs/cgroup/vault/\(id)", "/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/docker.service",
        ][Int.random(in: 0..<6, using: &random)]
        return container(
            id, workload: workload, path: path, isInfrastructure: Int.random(in: 0..<8, using: &random) == 0)
    }
}
