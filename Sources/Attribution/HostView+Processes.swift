internal import BehaviourModel

extension HostView {
    /// A child belongs where its parent belongs.
    mutating func fork(_ observation: Observation) {
        guard let parent = processes[observation.parentPid] else {
            // The pid of an ended container process came back to the host.
            if let old = processes[observation.pid], old.flags.contains(.ended) { processes.remove(observation.pid) }
            return
        }
        let start =
            observation.startBootNanoseconds == 0 ? observation.bootNanoseconds : observation.startBootNanoseconds
        var child = parent
        child.pid = observation.pid
        child.parentPid = observation.parentPid
        child.startBootNanoseconds = start
        child.endBootNanoseconds = 0
        child.flags.subtract([.runtimeStarted, .ended, .leftCgroup])
        if age(of: parent, at: start) >= settings.episodeAgeNanoseconds { child.episode = episodeNumber(child.key) }
        keep(child)
    }

    mutating func exit(_ observation: Observation) {
        let wasKnown: Bool? = processes.update(observation.pid) { entry in
            if entry.flags.contains(.ended) { return false }
            entry.flags.insert(.ended)
            entry.endBootNanoseconds = observation.bootNanoseconds
            return true
        }
        guard wasKnown == true else { return }
        if let entry = processes[observation.pid] { executables.remove(entry.executable, in: entry.container) }
        if let displaced = ended.append(pid: observation.pid, at: observation.bootNanoseconds),
            processes[displaced]?.flags.contains(.ended) == true
        {
            processes.remove(displaced)
        }
    }

    /// An exec: by the process connector (whose cgroup is known, the program perhaps not) or by audit (the reverse).
    mutating func execute(_ observation: Observation, in batch: borrowing ObservationBatch) {
        guard !observation.flags.contains(.failed) else { return }
        let before = attribute(observation)
        guard let before, !observation.path.isEmpty else { return }
        let subject = executableText(observation, in: batch)
        let line = batch.span(of: observation.detail)
        let arguments = arguments.append(line)
        // What the runtime itself runs before the program of the container: its own binary, in memory or of the host.
        let isOwn =
            before.flags.isSuperset(of: [.runtimeStarted, .runtimeOwn])
            && (observation.flags.contains(.runtimeOwn) || Self.isRuntimeImage(observation.origin))
        let isCut = line.count > ArgumentRing.lineLimit || observation.flags.contains(.argumentsCut)
        if !before.flags.contains(.ended) {
            executables.remove(before.executable, in: before.container)
            executables.add(subject, in: before.container)
        }
        processes.update(observation.pid) { entry in
            entry.executable = subject
            entry.executableOrigin = observation.origin
            entry.arguments = arguments
            if isCut { entry.flags.insert(.argumentsCut) } else { entry.flags.remove(.argumentsCut) }
            if observation.flags.contains(.uidKnown) { entry.uid = observation.uid }
            if observation.flags.contains(.terminal) { entry.flags.insert(.terminal) }
            if !isOwn { entry.flags.remove(.runtimeOwn) }
        }
        guard !isOwn else { return }
        emitExecution(observation, before: before, subject: subject)
    }

    private mutating func emitExecution(_ observation: Observation, before: ProcessEntry, subject: TextID) {
        let isFirst = before.flags.isSuperset(of: [.runtimeStarted, .runtimeOwn])
        if isFirst {
            if before.processOrigin == .exec { emit(.sessionOpened, observation) { $0.subject = subject } }
            containers.update(before.container) { $0.hasStarted = true }
        }
        emit(.exec, observation) { event in
            event.executable = isFirst ? .empty : before.executable
            event.subject = subject
            event.subjectOrigin = observation.origin
            event.isOriginDoubtful = observation.origin == .unknown && observation.flags.contains(.originKnown)
            event.isRuntimeStarted = isFirst
        }
    }

    /// A process of a snapshot: known from now on, and no event, for nobody saw it act.
    mutating func see(_ observation: Observation, in batch: borrowing ObservationBatch) {
        guard let container = containers.key(ofCgroup: observation.cgroup) else { return }
        let subject = executableText(observation, in: batch)
        let arguments = arguments.append(batch.span(of: observation.detail))
        var entry =
            known(observation)
            ?? ProcessEntry(
                pid: observation.pid, parentPid: observation.parentPid, container: container,
                startBootNanoseconds: observation.startBootNanoseconds)
        entry.container = container
        entry.parentPid = observation.parentPid
        entry.executable = subject
        entry.executableOrigin = observation.origin
        entry.arguments = arguments
        entry.uid = observation.uid
        entry.flags.subtract([.runtimeOwn, .ended])
        if observation.flags.contains(.terminal) { entry.flags.insert(.terminal) }
        if entry.episode == 0 { entry.episode = processes[observation.parentPid]?.episode ?? episodeNumber(entry.key) }
        if let detail = SeenDetail(batch.bytes(of: observation.extra)) {
            entry.episode = detail.episode
            entry.processOrigin = detail.origin
            entry.flags = detail.flags
        }
        keep(entry)
        containers.update(container) { $0.hasStarted = true }
    }

    /// The entry of the very process that a snapshot saw: not of one that had its pid before.
    private func known(_ observation: Observation) -> ProcessEntry? {
        guard let entry = processes[observation.pid] else { return nil }
        let (start, seen) = (entry.startBootNanoseconds, observation.startBootNanoseconds)
        return (start > seen ? start - seen : seen - start) < Self.startSlack ? entry : nil
    }

    /// `/proc` rounds a start to clock ticks; a pid is not used again this soon.
    private static var startSlack: UInt64 { 30_000_000 }

    /// Finds the container of the process that executes, adds it when the runtime has just put it there, and says so when
    /// it has left. Gives the entry as it was before.
    private mutating func attribute(_ observation: Observation) -> ProcessEntry? {
        let isRead = observation.flags.contains(.cgroupKnown)
        if isRead { revive(observation.pid) }
        if let entry = processes[observation.pid] {
            guard isRead, containers[entry.container]?.description.cgroup.inode != observation.cgroup else {
                return entry
            }
            // Not the runtime's first steps: those begin outside.
            if !entry.flags.contains(.leftCgroup), containers[entry.container]?.endBootNanoseconds == nil {
                processes.update(observation.pid) { $0.flags.insert(.leftCgroup) }
                emit(.leftCgroup, observation) { $0.subject = entry.executable }
            }
            return processes[observation.pid]
        }
        if let container = containers.key(ofCgroup: observation.cgroup) {
            return addRuntimeStarted(observation, in: container)
        }
        // The fork was not seen: the parent still tells.
        guard let parent = processes[observation.parentPid] else { return nil }
        var child = parent
        child.pid = observation.pid
        child.parentPid = observation.parentPid
        child.startBootNanoseconds = observation.startBootNanoseconds
        child.flags.subtract([.runtimeStarted, .ended, .leftCgroup])
        keep(child)
        return child
    }

    /// The kernel shows a process at work that was said to have ended. A later one of the same pid would have been forked,
    /// which replaces the entry: so this one goes on, as a process whose first thread has ended does.
    private mutating func revive(_ pid: Int32) {
        guard let entry = processes[pid], entry.flags.contains(.ended) else { return }
        processes.update(pid) { entry in
            entry.flags.remove(.ended)
            entry.endBootNanoseconds = 0
        }
        executables.add(entry.executable, in: entry.container)
    }

    private mutating func addRuntimeStarted(_ observation: Observation, in container: ContainerKey) -> ProcessEntry {
        let start =
            observation.startBootNanoseconds == 0 ? observation.bootNanoseconds : observation.startBootNanoseconds
        var entry = ProcessEntry(
            pid: observation.pid, parentPid: observation.parentPid, container: container, startBootNanoseconds: start)
        let isInit = containers[container].map { $0.description.initPid == observation.pid || !$0.hasStarted } ?? true
        entry.processOrigin = isInit ? .service : .exec
        entry.flags = [.runtimeStarted, .runtimeOwn]
        entry.episode = episodeNumber(entry.key)
        keep(entry)
        return entry
    }

    /// Adds an entry, in place of the one of the same pid.
    private mutating func keep(_ entry: ProcessEntry) {
        if let old = processes[entry.pid], !old.flags.contains(.ended) {
            executables.remove(old.executable, in: old.container)
        }
        guard processes.insert(entry) else {
            refusedProcesses &+= 1
            return
        }
        executables.add(entry.executable, in: entry.container)
    }

    private static func isRuntimeImage(_ origin: ExecutableOrigin) -> Bool {
        origin == .memory || origin == .deleted || origin == .host
    }

    /// `path@origin`, escaped, as a number.
    private mutating func executableText(_ observation: Observation, in batch: borrowing ObservationBatch) -> TextID {
        scratch.removeAll(keepingCapacity: true)
        EscapedText.append(batch.span(of: observation.path), to: &scratch)
        scratch.append(UInt8(ascii: "@"))
        observation.origin.append(to: &scratch)
        return texts.intern(scratch)
    }

    func age(of entry: ProcessEntry, at bootNanoseconds: UInt64) -> UInt64 {
        bootNanoseconds > entry.startBootNanoseconds ? bootNanoseconds - entry.startBootNanoseconds : 0
    }

    func episodeNumber(_ key: ProcessKey) -> UInt64 {
        // No seed: the number goes into baselines, which other hosts read.
        SeededHash.hash(UInt64(UInt32(bitPattern: key.pid)) << 32 ^ key.startBootNanoseconds, seed: 0) | 1
    }
}
