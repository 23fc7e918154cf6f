/// The canary of `yagura test detection`: a cgroup of its own, watched like a container, and marked as none.
///
/// The runtime is the mark: no state file of a real runtime can give that name, whatever a container calls itself.
extension ContainerDescription {
    package static let canaryRuntime = "canary"

    /// Never learned from, never budgeted, never responded to; only tripwires see it.
    package var isCanary: Bool { runtime == Self.canaryRuntime }
}

extension WorkloadIdentity {
    /// What alerts of a canary bear.
    package static let canary = WorkloadIdentity(scope: "yagura", name: "canary")
}
