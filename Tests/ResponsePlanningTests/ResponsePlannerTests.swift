import BehaviourModel
import ResponsePlanning
import Testing

private let second: UInt64 = 1_000_000_000

@Suite struct ResponsePlannerTests {
    @Test func `a plan says what, whom, why and for how long`() throws {
        var planner = planner()
        let plan = try #require(planner.decide(request(), now: 5).plan)

        #expect(plan.action == .freeze)
        #expect(plan.target == ResponseTarget(container()))
        #expect(plan.owner == .policy("all"))
        #expect(plan.reason == "tripwire upper-exec")
        #expect(plan.alertID == "a-1")
        #expect(plan.leaseNanoseconds == 20 * second)
        #expect(!plan.isRehearsal)
    }

    @Test(arguments: OperatingMode.allCases)
    func `a canary is never acted on, by policy or by hand`(mode: OperatingMode) {
        var canary = container()
        canary.runtime = ContainerDescription.canaryRuntime
        var planner = planner()
        planner.modes = ModeLadder(host: mode)

        #expect(planner.decide(request(canary), now: 0) == .nothing(.canary))
        let byHand = planner.decideFreeze(of: canary, by: "root", reason: "r", leaseNanoseconds: nil, now: 0)
        #expect(byHand.heldBack == .infrastructure)
    }

    @Test(arguments: [(nil, 20), (5, 5), (60, 20)] as [(UInt64?, UInt64)])
    func `the shorter lease serves`(rule: UInt64?, expected: UInt64) {
        var policy = freezeAll
        policy.rules[0].leaseNanoseconds = rule.map { $0 * second }
        var planner = planner(policy)

        #expect(planner.decide(request(), now: 0).plan?.leaseNanoseconds == expected * second)
    }

    @Test(
        arguments: [
            (OperatingMode.observe, nil, nil, nil), (.alert, nil, nil, nil), (.rehearse, nil, nil, true),
            (.enforce, nil, nil, false), (.alert, .enforce, nil, false), (.enforce, .alert, nil, nil),
            (.alert, nil, "enforce", false), (.enforce, nil, "observe", false), (.enforce, .rehearse, "alert", true),
            (.alert, nil, "ENFORCE", nil), (.rehearse, .alert, "rehearse", true),
        ] as [(OperatingMode, OperatingMode?, String?, Bool?)])
    func `the mode is the host's, the workload's, raised by a label`(
        host: OperatingMode, workload: OperatingMode?, label: String?, isRehearsal: Bool?
    ) {
        let target = container(label: label)
        var planner = planner(mode: host, workloads: workload.map { [target.workload: $0] } ?? [:])

        #expect(planner.decide(request(target), now: 0).plan?.isRehearsal == isRehearsal)
    }

    @Test func `a frozen container gets no second plan until its lease ended`() {
        var planner = planner(limits: ResponseLimits(maximumContainers: 9, cgroups: cgroups))
        #expect(planner.decide(request(), now: 0).plan != nil)

        #expect(planner.decide(request(), now: 19 * second).silence == .alreadyFrozen)
        #expect(planner.decide(request(), now: 20 * second).plan != nil)
    }

    @Test func `a failed act gives its place back, an ended one does not`() throws {
        var planner = planner()
        let plan = try #require(planner.decide(request(), now: 0).plan)
        planner.note(ResponseRecord(plan, event: .failed(.gone), bootNanoseconds: 1))

        #expect(planner.decide(request(container("b")), now: 2).plan != nil)
        planner.note(ResponseRecord(plan, event: .ended(.takenOver), bootNanoseconds: 3))
        #expect(planner.decide(request(container("c")), now: 4).heldBack == .nodeLimit)
    }

    @Test func `a lease that ended early makes way for another of the same container`() throws {
        var planner = planner(limits: ResponseLimits(maximumContainers: 9, cgroups: cgroups))
        let plan = try #require(planner.decide(request(), now: 0).plan)
        planner.note(ResponseRecord(plan, event: .ended(.thawed), bootNanoseconds: second))

        #expect(planner.decide(request(), now: 2 * second).plan != nil)
    }

    @Test func `rehearsals do not use up what enforce may do`() {
        let quiet = WorkloadIdentity(scope: "host", name: "quiet")
        var planner = planner(workloads: [quiet: .rehearse])

        #expect(planner.decide(request(container("a", workload: "quiet")), now: 0).plan?.isRehearsal == true)
        #expect(planner.decide(request(container("b", workload: "quiet")), now: 1).heldBack == .nodeLimit)
        #expect(planner.decide(request(container("c")), now: 2).plan?.isRehearsal == false)
    }

    @Test func `the limit of one workload leaves others alone`() {
        let limits = ResponseLimits(maximumContainers: 3, maximumContainersPerWorkload: 1, cgroups: cgroups)
        var planner = planner(limits: limits)

        #expect(planner.decide(request(container("a")), now: 0).plan != nil)
        #expect(planner.decide(request(container("b")), now: 1).heldBack == .workloadLimit)
        #expect(planner.decide(request(container("c", workload: "db")), now: 2).plan != nil)
        #expect(planner.decide(request(container("b")), now: 600 * second).plan != nil)
    }

    @Test func `an operator is held by the same limits, in any mode`() {
        var planner = planner(mode: .observe)
        let first = planner.decideFreeze(of: container(), by: "ann", reason: "look", leaseNanoseconds: nil, now: 0)
        let second = planner.decideFreeze(
            of: container("b"), by: "ann", reason: "look", leaseNanoseconds: .max, now: 1)

        #expect(first.plan?.owner == .operatorUser("ann"))
        #expect(second.heldBack == .nodeLimit)
        #expect(first.plan?.leaseNanoseconds == 20_000_000_000)
    }

    @Test func `a lease of an earlier agent counts`() {
        var planner = planner()
        planner.adopt(
            LeaseStatus(
                leaseID: "l", action: .freeze, target: ResponseTarget(container()), owner: .policy("p"), reason: "",
                alertID: nil, sinceBootNanoseconds: 0, expiresBootNanoseconds: 20 * second, isConfirmed: true,
                freezer: "v2", guards: []))

        #expect(planner.decide(request(), now: 1).silence == .alreadyFrozen)
        #expect(planner.decide(request(container("b")), now: 1).heldBack == .nodeLimit)
    }

    @Test(arguments: [
        (container(isInfrastructure: true), HoldBackReason.infrastructure),
        (container(workload: "db"), .protectedWorkload),
        (container(path: "/sys/fs/cgroup/system.slice"), .agent),
        (container(path: "/sys/fs/cgroup/system.slice/docker.service"), .runtime),
        (container(path: "/sys/fs/cgroup/vault/x"), .protectedCgroup),
    ])
    func `what is protected is held back, and says why`(target: ContainerDescription, reason: HoldBackReason) {
        var limits = ResponseLimits(cgroups: cgroups)
        limits.protect(["host/db", "/vault"])
        var planner = planner(limits: limits)

        #expect(planner.decide(request(target), now: 0).heldBack == reason)
        #expect(
            planner.decideFreeze(of: target, by: "root", reason: "", leaseNanoseconds: nil, now: 0).heldBack == reason)
    }
}
