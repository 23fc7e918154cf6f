/// What CRI runtimes write into the annotations of a container: containerd's words and CRI-O's.
struct KubernetesNames: Hashable, Sendable {
    var namespace: String?
    var container: String?
    /// The pause container that holds a pod's namespaces.
    var isSandbox: Bool

    /// nil when the labels are not those of a pod's container.
    init?(_ labels: [String: String]) {
        namespace = labels["io.kubernetes.cri.sandbox-namespace"] ?? labels["io.kubernetes.pod.namespace"]
        container = labels["io.kubernetes.cri.container-name"] ?? labels["io.kubernetes.container.name"]
        let type = labels["io.kubernetes.cri.container-type"] ?? labels["io.kubernetes.cri-o.ContainerType"]
        isSandbox = type == "sandbox" || container == "POD"
        if namespace == nil && type == nil { return nil }
    }

    /// Of docker under Kubernetes (cri-dockerd) only the container's name counts, `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`:
    /// labels may come from an image. Kubernetes' own names have no underscores.
    ///
    /// nil for a name that is none of these.
    init?(dockerName: String) {
        let parts = dockerName.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "k8s", parts.prefix(6).allSatisfy({ !$0.isEmpty }) else { return nil }
        container = String(parts[1])
        namespace = String(parts[3])
        isSandbox = parts[1] == "POD"
    }
}
