internal import BehaviourModel
internal import LinuxKernel

extension KnownContainer {
    /// Takes over what metadata and names say.
    mutating func describe(_ metadata: ContainerMetadata, _ naming: WorkloadNaming, problems: inout ContainerProblems) {
        description.runtime = metadata.runtime
        description.name = naming.name
        description.workload = naming.workload
        description.isInfrastructure = naming.isInfrastructure
        description.image = metadata.image.map { EscapedText.string($0) }
        description.digest = (metadata.digest ?? metadata.image)
            .flatMap(ImageReference.digest).map { EscapedText.string($0) }
        if metadata.hasUnbelievedLabels {
            problems.note(
                ContainerProblem(
                    path: description.id,
                    reason:
                        "labels left aside: the image's configuration cannot be read, so they may be the image's own"))
        }
        description.modeLabel = nil
        if let mode = metadata.labels["yagura.mode"] {
            if OperatingMode(rawValue: mode) != nil {
                description.modeLabel = mode
            } else {
                problems.note(
                    ContainerProblem(
                        path: description.id,
                        reason: "label yagura.mode=\(mode): expected observe, alert, rehearse or enforce"))
            }
        }
    }

    /// Takes over what the first process's namespaces and mounts say.
    mutating func describe(_ process: InitProcess?, state: RuntimeState) {
        description.rootPath = state.rootPath.map { EscapedText.string($0) }
        guard let process else { return }
        description.mountNamespace = process.mountNamespace
        description.networkNamespace = process.networkNamespace
        if let upper = process.mounts?.rootUpperDirectory, upper.hasPrefix("/") {
            description.upperDirectory = EscapedText.string(upper)
        }
    }
}

extension ObservationBatch {
    /// Puts a container's description into the batch, and the observation that refers to it.
    mutating func append(_ description: ContainerDescription, as kind: ObservationKind) {
        var observation = Observation(kind: kind, sensor: .containers, bootNanoseconds: KernelClock.bootNanoseconds)
        observation.path = ByteRange(offset: UInt32(clamping: containers.count), count: 0)
        observation.cgroup = description.cgroup.inode
        observation.pid = description.initPid
        observation.startBootNanoseconds = description.startBootNanoseconds
        containers.append(description)
        append(observation)
    }
}
