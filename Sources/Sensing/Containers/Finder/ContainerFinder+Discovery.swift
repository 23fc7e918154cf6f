internal import BehaviourModel
internal import LinuxKernel

extension ContainerFinder {
    /// Looks at one state folder: a container that runs is reported, one that is not there yet is waited for.
    mutating func consider(_ key: StateKey, into batch: inout ObservationBatch) {
        guard keys[key] == nil, !stopped.contains(key), Self.isUsable(key.id) else { return }
        for attempt in 0..<2 {
            switch read(key) {
            case .success(let state):
                noLongerPending(key)
                return discover(state, key: key, into: &batch)
            case .failure(let problem):
                // Wait for the file (or for a better one), then look once more: it may have come before the watch.
                if attempt == 0, wait(for: key) { continue }
                if !problem.isMissing { problems.note(problem) }
                return
            }
        }
    }

    /// Asks again for metadata that was not there when its container started, and for state files nobody announced.
    mutating func retry(into batch: inout ObservationBatch) {
        guard !incomplete.isEmpty || !pending.isEmpty else { return }
        let now = KernelClock.bootNanoseconds
        guard now >= nextRetry else { return }
        nextRetry = now &+ Self.retryNanoseconds
        for cgroup in incomplete { amend(cgroup, into: &batch) }
        for (key, since) in pending where now &- since > Self.pendingNanoseconds { noLongerPending(key) }
    }

    /// Older than this at its finding, a container has started its program already (unless it waits for that).
    private static var lateNanoseconds: UInt64 { 1_000_000_000 }
    private static var retryNanoseconds: UInt64 { 50_000_000 }
    /// docker writes its metadata before it starts a container; two seconds are for a busy disk.
    private static var metadataAttemptLimit: Int { 40 }
    /// `runc create` may wait for hooks; after a minute the folder is somebody's remains.
    private static var pendingNanoseconds: UInt64 { 60_000_000_000 }

    private static func isUsable(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 1024 && !id.unicodeScalars.contains("\u{FFFD}") && !id.utf8.contains(0)
    }

    func read(_ key: StateKey) -> Result<RuntimeState, ContainerProblem> {
        let folder = folders[key.folder]
        let layout = layouts[folder.layout]
        do throws(ContainerProblem) {
            let file = try StateFile.read("\(key.id)/\(layout.stateFile)", below: folder.path)
            return .success(try layout.state(file, id: key.id))
        } catch {
            return .failure(error)
        }
    }

    /// False when the folder is gone again.
    private mutating func wait(for key: StateKey) -> Bool {
        guard watches.add(.pending(key), at: "\(folders[key.folder].path)/\(key.id)") else { return false }
        if pending.count >= Self.containerLimit, let oldest = pending.min(by: { $0.value < $1.value })?.key {
            noLongerPending(oldest)
        }
        if pending[key] == nil { pending[key] = KernelClock.bootNanoseconds }
        return true
    }

    private mutating func noLongerPending(_ key: StateKey) {
        watches.remove(.pending(key))
        pending[key] = nil
        remains.remove(key)
    }

    private mutating func discover(_ state: RuntimeState, key: StateKey, into batch: inout ObservationBatch) {
        // Nobody waited for it: it was there before us, so a dead one is a stopped one. A new one is reported even if
        // it has ended meanwhile.
        let process = InitProcess(pid: state.initPid, startTicks: state.initStartTicks)
        guard let found = locator.placement(of: state, process: process?.cgroups, recent: recent) else {
            if process != nil {
                problems.note(
                    ContainerProblem(path: key.id, reason: "no cgroup of its own: its processes cannot be told apart"))
            } else if !isScanning {
                missed &+= 1
            }
            return markStopped(key)
        }
        guard process != nil || !isScanning else { return markStopped(key) }
        let cgroup = found.placement.inode
        // A runtime's word: whatever was registered as a canary there is a container.
        if canary?.cgroup == cgroup { evictCanary(into: &batch) }
        guard known[cgroup] == nil else { return markStopped(key) }
        guard known.count < Self.containerLimit else {
            return problems.note(ContainerProblem(path: key.id, reason: "more than \(Self.containerLimit) containers"))
        }

        let (metadata, isComplete) = metadata(of: state, key: key)
        let naming = WorkloadNaming(state: state, metadata: metadata)
        var container = KnownContainer(
            key: key, state: state,
            description: ContainerDescription(
                id: EscapedText.string(state.id), name: naming.name, runtime: metadata.runtime,
                workload: naming.workload,
                cgroup: found.placement, initPid: state.initPid,
                startBootNanoseconds: KernelClock.bootNanoseconds(ticks: process?.startTicks ?? state.initStartTicks)),
            unified: found.unified, freezer: found.freezer, initPidfd: process?.pidfd,
            metadataAttempts: isComplete ? nil : 0)
        container.describe(metadata, naming, problems: &problems)
        container.describe(process, state: state)
        container.description.isPartlyVisible = container.description.startBootNanoseconds < visibleSince
        add(container)
        batch.append(container.description, as: .containerStarted)
        if container.initPidfd == nil { end(cgroup) }
    }

    mutating func add(_ container: KnownContainer) {
        let cgroup = container.description.cgroup.inode
        known[cgroup] = container
        if let key = container.key { keys[key] = cgroup }
        inits[container.description.initPid] = cgroup
        if let path = container.unified { index.add(path, in: .unified, cgroup: cgroup) }
        if let path = container.freezer { index.add(path, in: .freezer, cgroup: cgroup) }
        if let held = container.initPidfd { try? poller.add(held.pidfd.descriptor, token: cgroup) }
        if container.metadataAttempts != nil { incomplete.append(cgroup) }
        if container.unified == nil { freezerOnlyCount += 1 }
        let age = KernelClock.bootNanoseconds &- container.description.startBootNanoseconds
        let isOlder = container.description.startBootNanoseconds < openedNanoseconds
        if isOlder || container.description.isPartlyVisible || container.key == nil || age > Self.lateNanoseconds {
            late.append(cgroup)
        }
        if let slash = container.description.cgroup.path.lastIndex(of: "/") {
            watchCgroups(below: String(container.description.cgroup.path[..<slash]))
        }
        _ = watches.add(.cgroup(inode: cgroup), at: container.description.cgroup.path)
        generation &+= 1
    }

    private mutating func metadata(of state: RuntimeState, key: StateKey) -> (ContainerMetadata, isComplete: Bool) {
        let folder = folders[key.folder]
        do throws(ContainerProblem) {
            return (try layouts[folder.layout].metadata(of: state, namespace: folder.namespace), true)
        } catch {
            if !error.isMissing { problems.note(error) }
            let labels = StorageMetadata.isPodman(state) ? [:] : state.annotations
            return (ContainerMetadata(runtime: layouts[folder.layout].runtime, labels: labels), false)
        }
    }

    private mutating func amend(_ cgroup: UInt64, into batch: inout ObservationBatch) {
        guard var container = known[cgroup], let key = container.key, let attempts = container.metadataAttempts else {
            return
        }
        let (metadata, isComplete) = metadata(of: container.state, key: key)
        container.metadataAttempts = isComplete || attempts >= Self.metadataAttemptLimit ? nil : attempts + 1
        if isComplete {
            let naming = WorkloadNaming(state: container.state, metadata: metadata)
            container.describe(metadata, naming, problems: &problems)
            batch.append(container.description, as: .containerAmended)
        }
        if container.metadataAttempts == nil { incomplete.removeAll { $0 == cgroup } }
        known[cgroup] = container
    }
}
