internal import BehaviourModel

/// Names and images of podman's and CRI-O's containers: the annotations, and `containers.json` of containers/storage.
enum StorageMetadata {
    /// podman marks its containers `libpod`; CRI-O gives its own annotations.
    static func owns(_ state: RuntimeState) -> Bool {
        isPodman(state) || state.annotations["io.kubernetes.cri-o.ContainerType"] != nil
    }

    static func read(of state: RuntimeState, below roots: [String]) throws(ContainerProblem) -> ContainerMetadata {
        var metadata = fromAnnotations(state)
        guard metadata.name == nil || metadata.image == nil else { return metadata }
        var problem: ContainerProblem?
        for root in roots {
            do throws(ContainerProblem) {
                let file = try StateFile.read("overlay-containers/containers.json", below: root)
                if add(file, id: state.id, to: &metadata) { return metadata }
            } catch {
                problem = error
            }
        }
        throw problem ?? ContainerProblem(path: "containers.json", reason: "does not list \(state.id)", isMissing: true)
    }

    static func fromAnnotations(_ state: RuntimeState) -> ContainerMetadata {
        // podman adds the annotations of the image's manifest: none of them is the operator's word for certain.
        if isPodman(state) { return ContainerMetadata(runtime: "podman", labels: [:]) }
        let labels = state.annotations
        return ContainerMetadata(
            runtime: "cri-o", name: labels["io.kubernetes.container.name"],
            image: labels["io.kubernetes.cri-o.ImageName"], labels: labels)
    }

    /// Adds what the list says of one container; false when it does not list it.
    static func add(_ file: JSONValue, id: String, to metadata: inout ContainerMetadata) -> Bool {
        guard let entry = file.array?.first(where: { $0["id"]?.string == id }) else { return false }
        metadata.name = metadata.name ?? entry["names"]?.array?.first?.string
        // JSON in a string, written by podman and CRI-O.
        if let text = entry["metadata"]?.string, let inner = try? JSONParser.parse(text) {
            metadata.image = metadata.image ?? inner["image-name"]?.string
            metadata.digest = metadata.digest ?? inner["image-id"]?.string.map { "sha256:\($0)" }
        }
        return true
    }

    static func isPodman(_ state: RuntimeState) -> Bool {
        state.annotations["io.container.manager"] == "libpod"
    }
}
