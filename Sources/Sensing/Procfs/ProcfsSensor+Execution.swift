internal import BehaviourModel
internal import LinuxKernel

extension ProcfsSensor {
    mutating func execute(
        _ pid: Int32, at time: UInt64, into batch: inout ObservationBatch, finder: inout ContainerFinder
    ) {
        // The pid of an ended process comes back by a fork, which replaces or removes the entry: without one it never ended.
        let known = processes[pid]
        if known?.hasEnded == true { processes.markAlive(pid) }
        let place = locate(pid, into: &batch, finder: &finder)
        var observation = Observation(kind: .processExecuted, sensor: .procfs, bootNanoseconds: time)
        observation.pid = pid
        switch place {
        case .container(let cgroup):
            observation.flags = .cgroupKnown
            observation.cgroup = cgroup
        case .host:
            guard let known else { return }
            // A zombie is in no v1 cgroup: that is its end, not an escape.
            if files.readStat(pid)?.isDead ?? true {
                observation.cgroup = known.cgroup
            } else {
                observation.flags = .cgroupKnown
            }
        case .gone:
            vanished &+= 1
            let cgroup = known?.cgroup ?? finder.container(ofInit: pid)
            guard cgroup != 0 else { return }
            observation.cgroup = cgroup
        }
        if known == nil {
            // The runtime put it into the container: what it is a child of is known to nobody else.
            if let stat = files.readStat(pid) {
                observation.parentPid = stat.parentPid
                observation.startBootNanoseconds = KernelClock.bootNanoseconds(ticks: stat.startTicks)
            }
            keep(
                pid, cgroup: observation.cgroup, start: observation.startBootNanoseconds, at: time, into: &batch)
        }
        if options.isFull { describe(pid, &observation, into: &batch) }
        batch.append(observation)
    }

    enum Place {
        case container(UInt64)
        case host
        /// The process has ended and was collected.
        case gone
    }

    /// Which container a process is in: by its v2 cgroup's id where the kernel says it, else by `/proc/<pid>/cgroup`.
    private mutating func locate(
        _ pid: Int32, into batch: inout ObservationBatch, finder: inout ContainerFinder
    ) -> Place {
        guard !finder.hasFreezerOnly else { return read(pid, into: &batch, finder: &finder) }
        // Without a pidfd there is no process: most of a busy host's short ones are gone by now, at no further cost.
        guard let pidfd = try? Pidfd.open(pid) else { return .gone }
        guard let id = Self.cgroupId(pidfd), id != 0 else { return read(pid, into: &batch, finder: &finder) }
        if let cgroup = cgroupIds.cgroup(of: id, generation: finder.generation) {
            if cgroup != 0 { return .container(cgroup) }
            // It may have become a container's since: the finder's news are one read away.
            guard finder.hasNews(into: &batch) else { return .host }
        }
        let place = read(pid, into: &batch, finder: &finder)
        _ = cgroupIds.cgroup(of: id, generation: finder.generation)
        switch place {
        case .container(let cgroup): cgroupIds.remember(id, cgroup: cgroup)
        case .host: cgroupIds.remember(id, cgroup: 0)
        case .gone: break
        }
        return place
    }

    /// Half the price of `/proc/<pid>/cgroup`; nil when the process ends or the kernel (before 6.13) does not say.
    private static func cgroupId(_ pidfd: borrowing Pidfd) -> UInt64? {
        guard case .process(let facts)? = try? pidfd.facts() else { return nil }
        return facts.cgroup
    }

    private mutating func read(
        _ pid: Int32, into batch: inout ObservationBatch, finder: inout ContainerFinder
    ) -> Place {
        guard files.readCgroup(pid) else { return .gone }
        let lines = CgroupLines(files.bytes)
        let cgroup = finder.container(
            unified: files.bytes.part(lines.unified).withoutDeletedMark,
            freezer: files.bytes.part(lines.freezer).withoutDeletedMark, into: &batch)
        return cgroup == 0 ? .host : .container(cgroup)
    }

    /// Program, arguments, terminal and user, as far as the process still is there.
    mutating func describe(_ pid: Int32, _ observation: inout Observation, into batch: inout ObservationBatch) {
        if files.readExecutable(pid) {
            observation.path = batch.append(bytes: files.bytes)
        } else {
            observation.flags.insert(.incomplete)
        }
        if files.readCommandLine(pid) {
            observation.detail = batch.append(bytes: files.bytes)
            if files.count == ProcessFiles.size { observation.flags.insert(.argumentsCut) }
        }
        if let stat = files.readStat(pid) {
            if stat.terminal != 0 { observation.flags.insert(.terminal) }
            observation.parentPid = stat.parentPid
            observation.startBootNanoseconds = KernelClock.bootNanoseconds(ticks: stat.startTicks)
        }
        if let user = files.user(pid) {
            observation.uid = user
            observation.flags.insert(.uidKnown)
        }
    }
}
