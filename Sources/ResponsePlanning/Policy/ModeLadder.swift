package import BehaviourModel

/// Which mode holds for a container: the host's, its workload's own where one is set, raised by its label.
package struct ModeLadder: Hashable, Sendable {
    package var host: OperatingMode
    package var workloads: [WorkloadIdentity: OperatingMode]

    package init(host: OperatingMode, workloads: [WorkloadIdentity: OperatingMode] = [:]) {
        self.host = host
        self.workloads = workloads
    }

    /// A label that is no mode, or a lower one, changes nothing: whoever runs the container may not switch the watch off.
    package func mode(for container: ContainerDescription) -> OperatingMode {
        let configured = workloads[container.workload] ?? host
        guard let label = container.modeLabel.flatMap({ OperatingMode(rawValue: $0) }) else { return configured }
        return max(configured, label)
    }
}
