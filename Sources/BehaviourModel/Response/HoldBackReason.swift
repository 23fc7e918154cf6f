/// Which limit kept a response from being carried out; each such case is an alert of kind `guard_rail`.
package enum HoldBackReason: String, Hashable, Sendable, CaseIterable {
    /// The workload is listed under `response.protected`.
    case protectedWorkload = "protected_workload"
    /// The control group is listed under `response.protected`.
    case protectedCgroup = "protected_cgroup"
    /// A pause or infrastructure container: others live by it.
    case infrastructure
    /// The control group holds the agent.
    case agent
    /// The control group holds a container runtime.
    case runtime
    /// A root, a slice, or a service of the system.
    case system
    /// The path names no control group below a hierarchy that is known.
    case malformedCgroup = "malformed_cgroup"
    /// `response.max_containers` within `response.per`, for the host.
    case nodeLimit = "node_limit"
    /// The same for one workload.
    case workloadLimit = "workload_limit"

    /// What an operator reads.
    package var text: String {
        switch self {
        case .protectedWorkload: "the workload is protected by the configuration"
        case .protectedCgroup: "the control group is protected by the configuration"
        case .infrastructure: "it is an infrastructure container, which others live by"
        case .agent: "its control group holds the agent itself"
        case .runtime: "its control group holds a container runtime"
        case .system: "its control group is a root, a slice or a service of the system"
        case .malformedCgroup: "its control group is not below a hierarchy that is mounted here"
        case .nodeLimit: "as many containers as response.max_containers allows were frozen within response.per"
        case .workloadLimit: "as many containers of this workload as allowed were frozen within response.per"
        }
    }
}
