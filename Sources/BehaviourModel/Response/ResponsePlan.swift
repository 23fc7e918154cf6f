/// The container a response is meant for, with what must still be true when it acts.
package struct ResponseTarget: Hashable, Sendable {
    package var containerID: String
    package var containerName: String
    package var workload: WorkloadIdentity
    package var runtime: String
    package var cgroup: CgroupPlacement
    package var startBootNanoseconds: UInt64
    package var initPid: Int32
    /// A pause or infrastructure container.
    package var isInfrastructure: Bool

    package init(_ container: ContainerDescription) {
        containerID = container.id
        containerName = container.name
        workload = container.workload
        runtime = container.runtime
        cgroup = container.cgroup
        startBootNanoseconds = container.startBootNanoseconds
        initPid = container.initPid
        isInfrastructure = container.isInfrastructure
    }
}

package enum ResponseAction: String, Sendable, CaseIterable {
    case freeze, thaw
}

/// Who asked for a response.
package enum ResponseOwner: Hashable, Sendable {
    /// The policy of this name.
    case policy(String)
    /// An operator, by user name or number.
    case operatorUser(String)
}

/// What shall be done to one container, for how long, and why.
package struct ResponsePlan: Hashable, Sendable {
    package var action: ResponseAction
    package var target: ResponseTarget
    package var owner: ResponseOwner
    package var reason: String
    /// Nanoseconds from the act until the lease ends; 0 for `thaw`.
    package var leaseNanoseconds: UInt64
    /// The id of the alert that asks for it; nil for an operator's request.
    package var alertID: String?
    /// Say what would be done, do nothing.
    package var isRehearsal: Bool

    package init(
        action: ResponseAction, target: ResponseTarget, owner: ResponseOwner, reason: String, leaseNanoseconds: UInt64,
        alertID: String?, isRehearsal: Bool
    ) {
        self.action = action
        self.target = target
        self.owner = owner
        self.reason = reason
        self.leaseNanoseconds = leaseNanoseconds
        self.alertID = alertID
        self.isRehearsal = isRehearsal
    }
}
