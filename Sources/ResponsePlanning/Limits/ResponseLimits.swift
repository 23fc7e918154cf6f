package import BehaviourModel

/// How much may be done at most, and to whom nothing.
package struct ResponseLimits: Hashable, Sendable {
    /// The longest lease, and the lease of a rule or request that names none.
    package var leaseNanoseconds: UInt64
    /// Freezes within `periodNanoseconds`, for the host; the same container counts each time.
    package var maximumContainers: Int
    /// The same for one workload.
    package var maximumContainersPerWorkload: Int
    package var periodNanoseconds: UInt64
    package var protectedWorkloads: [WorkloadPattern]
    package var cgroups: CgroupProtection

    package init(
        leaseNanoseconds: UInt64 = 20_000_000_000, maximumContainers: Int = 1, maximumContainersPerWorkload: Int? = nil,
        periodNanoseconds: UInt64 = 600_000_000_000, protectedWorkloads: [WorkloadPattern] = [],
        cgroups: CgroupProtection
    ) {
        self.leaseNanoseconds = leaseNanoseconds
        self.maximumContainers = maximumContainers
        self.maximumContainersPerWorkload = maximumContainersPerWorkload ?? maximumContainers
        self.periodNanoseconds = periodNanoseconds
        self.protectedWorkloads = protectedWorkloads
        self.cgroups = cgroups
    }

    /// Takes the entries of `response.protected`: one that begins with `/` is a control group and all below it, any
    /// other a pattern of scope/name.
    package mutating func protect(_ entries: [String]) {
        for entry in entries {
            if entry.utf8.first == UInt8(ascii: "/") {
                cgroups = CgroupProtection(
                    roots: cgroups.roots, agent: cgroups.agent, runtimes: cgroups.runtimes,
                    prefixes: cgroups.prefixes + [entry])
            } else {
                protectedWorkloads.append(WorkloadPattern(entry))
            }
        }
    }

    /// Why this container is never touched; nil when it may be.
    package func protection(of container: ContainerDescription) -> HoldBackReason? {
        if container.isInfrastructure || container.isCanary { return .infrastructure }
        if protectedWorkloads.contains(where: { $0.matches(container.workload) }) { return .protectedWorkload }
        return cgroups.reason(against: container.cgroup)
    }
}
