import BehaviourModel
import ResponsePlanning

/// A container to plan for.
func container(
    _ id: String = "4f2a", workload: String = "web", scope: String = "host", path: String? = nil, label: String? = nil,
    isInfrastructure: Bool = false
) -> ContainerDescription {
    let path = path ?? "/sys/fs/cgroup/docker/\(id)"
    return ContainerDescription(
        id: id, name: id, runtime: "docker", workload: WorkloadIdentity(scope: scope, name: workload),
        cgroup: CgroupPlacement(path: path, inode: 7, freezerV1: nil, unified: path), initPid: 100,
        startBootNanoseconds: 1, modeLabel: label, isInfrastructure: isInfrastructure)
}

func request(
    _ container: ContainerDescription = container(), kind: AlertKind = .tripwire, severity: Severity = .high,
    tripwire: String? = "upper-exec", learning: AlertLearning.State? = .complete
) -> ResponseRequest {
    ResponseRequest(
        alertID: "a-1", kind: kind, severity: severity, tripwire: tripwire, learning: learning, container: container)
}

let freezeAll = ResponsePolicy(rules: [ResponseRule(name: "all", verdict: .freeze)])
let cgroups = CgroupProtection(
    roots: ["/sys/fs/cgroup"], agent: ["/sys/fs/cgroup/system.slice/yagura-agent.service"],
    runtimes: ["/sys/fs/cgroup/system.slice/docker.service"])

func planner(
    _ policy: ResponsePolicy = freezeAll, mode: OperatingMode = .enforce, limits: ResponseLimits? = nil,
    workloads: [WorkloadIdentity: OperatingMode] = [:]
) -> ResponsePlanner {
    ResponsePlanner(
        policy: policy, limits: limits ?? ResponseLimits(cgroups: cgroups),
        modes: ModeLadder(host: mode, workloads: workloads))
}

extension ResponseDecision {
    var plan: ResponsePlan? { if case .plan(let plan) = self { plan } else { nil } }
    var heldBack: HoldBackReason? { if case .heldBack(_, let reason) = self { reason } else { nil } }
    var silence: Silence? { if case .nothing(let silence) = self { silence } else { nil } }
}
