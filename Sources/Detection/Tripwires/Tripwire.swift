package import BehaviourModel

/// An act that is reported whatever was learned: data with a reason, from `profiles/tripwires`.
package struct Tripwire: Sendable, Hashable {
    /// What touches it.
    package enum Condition: Sendable, Hashable {
        /// Execution of a file of one of these origins by a network-facing process or a descendant of one. A file whose
        /// origin is in doubt counts as one of the upper layer.
        case execution(of: [ExecutableOrigin])
        /// Connecting to, or using as a file, a path that ends with one of these components.
        case socketUse([String])
        /// A process born in a container is found in another cgroup.
        case leftCgroup
    }

    package var name: String
    package var condition: Condition
    package var severity: Severity
    /// MITRE ATT&CK.
    package var techniques: [String]
    package var reason: String
    package var runbook: String

    package init(
        name: String, condition: Condition, severity: Severity, techniques: [String], reason: String, runbook: String
    ) {
        self.name = name
        self.condition = condition
        self.severity = severity
        self.techniques = techniques
        self.reason = reason
        self.runbook = runbook
    }

    /// The three that need no profile.
    package static let standard: [Tripwire] = [
        Tripwire(
            name: "upper-exec", condition: .execution(of: [.upper, .memory, .deleted]), severity: .critical,
            techniques: ["T1105", "T1059"],
            reason: "a process that serves the network ran a program that did not come with the image",
            runbook: "keep the file, look at the process that wrote it, replace the container from its image"),
        Tripwire(
            name: "runtime-socket",
            condition: .socketUse(["docker.sock", "containerd.sock", "crio.sock", "podman.sock"]), severity: .high,
            techniques: ["T1610", "T1611"],
            reason: "who speaks to the container runtime can start a container that owns the host",
            runbook: "take the socket's mount out of the container unless its work is to manage containers"),
        Tripwire(
            name: "outside-cgroup", condition: .leftCgroup, severity: .critical, techniques: ["T1611"],
            reason: "a process that was born in a container is found outside it",
            runbook: "treat the host as reached: keep the process, look at what it opened, and rebuild the host"),
    ]
}
