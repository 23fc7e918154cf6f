internal import BehaviourModel
internal import LinuxKernel

/// A canary that the finder keeps among the containers.
struct RunningCanary {
    let id: String
    /// The inode of its cgroup.
    let cgroup: UInt64
    let deadlineBootNanoseconds: UInt64
}

extension ContainerFinder {
    /// Watches a canary like a container that was found while it ran. One at a time, for a minute at most.
    ///
    /// Only a cgroup with nothing in it but one young process of the asker's own passes: no container can be hidden under the mark.
    mutating func startCanary(
        _ request: CanaryRequest, into batch: inout ObservationBatch
    ) throws(CanaryRefusal) -> CanaryStart {
        guard canary == nil else {
            throw CanaryRefusal(.busy, "a test of detection runs already; try again when it ended")
        }
        guard let id = request.id(in: locator.layout) else {
            throw CanaryRefusal(
                .unfit,
                "\(request.cgroup) is no canary's cgroup: expected \(CanaryRequest.prefix) and 16 to 64 hexadecimal "
                    + "digits, directly below \(CanaryRequest.folder(in: locator.layout) ?? "a hierarchy's root")")
        }
        guard let inode = CgroupLocator.inode(request.cgroup) else {
            throw CanaryRefusal(.unfit, "there is no cgroup \(request.cgroup)")
        }
        guard known[inode] == nil, known.count < Self.containerLimit else {
            throw CanaryRefusal(.busy, "\(request.cgroup) is a container's, or there are too many of them")
        }
        guard let process = InitProcess(pid: request.initPid, startTicks: 0) else {
            throw CanaryRefusal(.unfit, "process \(request.initPid) has ended")
        }
        try check(request, process)
        let name = "/" + CanaryRequest.prefix + id
        let isUnified = locator.layout.unified != nil
        let state = RuntimeState(
            id: id, initPid: request.initPid, initStartTicks: process.startTicks, annotations: [:], cgroupPaths: [:])
        let placement = CgroupPlacement(
            path: request.cgroup, inode: inode, freezerV1: isUnified ? nil : request.cgroup,
            unified: isUnified ? request.cgroup : nil)
        let description = ContainerDescription(
            id: id, name: "canary", runtime: ContainerDescription.canaryRuntime, workload: .canary, cgroup: placement,
            initPid: request.initPid,
            startBootNanoseconds: KernelClock.bootNanoseconds(ticks: process.startTicks),
            mountNamespace: process.mountNamespace, networkNamespace: process.networkNamespace, isInfrastructure: true)
        let container = KnownContainer(
            key: nil, state: state, description: description, unified: isUnified ? name : nil,
            freezer: isUnified ? nil : name, initPidfd: process.pidfd, metadataAttempts: nil)
        canary = RunningCanary(
            id: id, cgroup: inode,
            deadlineBootNanoseconds: KernelClock.bootNanoseconds
                &+ UInt64(clamping: DurationText.nanoseconds(in: CanaryRequest.lifetime)))
        add(container)
        batch.append(description, as: .containerStarted)
        return CanaryStart(id: id, watches: 0)
    }

    /// Its asker has gone, or wants no more.
    mutating func endCanary(_ id: String) {
        if let canary, canary.id == id { end(canary.cgroup) }
    }

    mutating func expireCanary() {
        if let canary, KernelClock.bootNanoseconds >= canary.deadlineBootNanoseconds { end(canary.cgroup) }
    }

    /// A runtime has claimed its cgroup: it ends at once, and the container takes its place.
    mutating func evictCanary(into batch: inout ObservationBatch) {
        guard let canary, let container = known[canary.cgroup] else { return }
        let path = container.description.cgroup.path
        problems.note(ContainerProblem(path: path, reason: "a canary's cgroup became a container's"))
        end(canary.cgroup)
        finish(into: &batch)
    }

    /// The process is the asker's, young, in the cgroup, and alone there.
    private func check(_ request: CanaryRequest, _ process: InitProcess) throws(CanaryRefusal) {
        let actual = locator.layout.unified == nil ? process.cgroups?.controllers["freezer"] : process.cgroups?.unified
        guard let actual, CanaryRequest.folder(in: locator.layout).map({ $0 + actual }) == request.cgroup else {
            throw CanaryRefusal(.unfit, "process \(request.initPid) is not in \(request.cgroup)")
        }
        guard Self.isDescendant(request.initPid, of: request.askerPid) else {
            throw CanaryRefusal(.unfit, "process \(request.initPid) is not the asker's own")
        }
        let age = KernelClock.bootNanoseconds &- KernelClock.bootNanoseconds(ticks: process.startTicks)
        guard age < UInt64(clamping: DurationText.nanoseconds(in: CanaryRequest.lifetime)) else {
            throw CanaryRefusal(.unfit, "process \(request.initPid) is older than a canary may become")
        }
        guard CgroupMembers.pids(below: request.cgroup).pids == [request.initPid] else {
            throw CanaryRefusal(.unfit, "others than process \(request.initPid) are in \(request.cgroup)")
        }
        guard let directory = try? Directory(request.cgroup), let entries = try? directory.entries(),
            !entries.contains(where: { $0.kind == .directory })
        else { throw CanaryRefusal(.unfit, "there are cgroups below \(request.cgroup)") }
    }

    /// Its child or grandchild.
    private static func isDescendant(_ pid: Int32, of asker: Int32) -> Bool {
        var current = pid
        for _ in 0..<2 {
            guard let process = try? ProcDirectory.open(current), let stat = try? process.stat(), stat.parent > 1 else {
                return false
            }
            if stat.parent == asker { return true }
            current = stat.parent
        }
        return false
    }
}
