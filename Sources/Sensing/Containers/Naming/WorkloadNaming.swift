internal import BehaviourModel

/// What a container's baseline belongs to: the rule of the anomaly model, §1, in one place.
struct WorkloadNaming: Hashable, Sendable {
    var workload: WorkloadIdentity
    /// The container's own name, for people.
    var name: String
    var isInfrastructure: Bool

    init(state: RuntimeState, metadata: ContainerMetadata) {
        let labels = metadata.labels
        let pod =
            metadata.runtime == "docker"
            ? metadata.name.flatMap { KubernetesNames(dockerName: $0) } : KubernetesNames(labels)
        let project = labels["com.docker.compose.project"] ?? labels["io.podman.compose.project"]
        let service = project == nil ? nil : labels["com.docker.compose.service"] ?? labels["io.podman.compose.service"]
        let scope = Self.first([pod?.namespace, project]) ?? "host"

        let podName = pod.map { $0.isSandbox ? "POD" : $0.container }
        let given = Self.first([
            podName ?? nil, service, metadata.image.flatMap(ImageReference.repository), metadata.name,
            state.bundle.flatMap(Self.lastComponent), state.id,
        ])
        // The label renames inside its scope only: a container must not slip into another's baseline.
        let renamed = Self.first([labels["yagura.workload"], given]) ?? state.id
        workload = WorkloadIdentity(scope: Self.printable(scope), name: Self.printable(renamed))
        name = Self.printable(Self.first([metadata.name, pod?.container, given]) ?? state.id)
        isInfrastructure = pod?.isSandbox ?? false
    }

    /// Escaped, and no longer than a name has reason to be.
    private static func printable(_ text: String) -> String {
        EscapedText.string(String(text.prefix(lengthLimit)))
    }

    private static let lengthLimit = 256

    private static func first(_ texts: [String?]) -> String? {
        for case let text? in texts where !text.isEmpty { return text }
        return nil
    }

    private static func lastComponent(_ path: String) -> String? {
        path.split(separator: "/").last.map(String.init)
    }
}
