/// What CRI runtimes write into the annotations of a container: containerd's words and CRI-O's.
struct KubernetesNames: Hashable, Sendable {
    var namespace: String?
    var pod: String?
    var container: String?
    /// The pause container that holds a pod's namespaces.
    var isSandbox: Bool

    /// nil when the labels are not those of a pod's container.
    init?(_ labels: [String: String]) {
        namespace = labels["io.kubernetes.cri.sandbox-namespace"] ?? labels["io.kubernetes.pod.namespace"]
        pod = labels["io.kubernetes.cri.sandbox-name"] ?? labels["io.kubernetes.pod.name"]
        container = labels["io.kubernetes.cri.container-name"] ?? labels["io.kubernetes.container.name"]
        let type =
            labels["io.kubernetes.cri.container-type"] ?? labels["io.kubernetes.cri-o.ContainerType"]
            ?? labels["io.kubernetes.docker.type"]
        isSandbox = type == "sandbox" || type == "podsandbox" || container == "POD"
        if namespace == nil && type == nil { return nil }
    }
}
