package import BehaviourModel
internal import LinuxKernel

extension ProcfsSensor {
    /// Reads the processes of every container: once at the start, and whenever events were lost.
    package mutating func snapshot(into batch: inout ObservationBatch, finder: inout ContainerFinder) {
        _ = finder.takeLate()
        closeMissing(into: &batch)
        for description in finder.containers { snapshot(description.cgroup.inode, into: &batch, finder: finder) }
    }

    /// Reads the processes of containers that were found while they ran.
    mutating func takeLate(into batch: inout ObservationBatch, finder: inout ContainerFinder) {
        for cgroup in finder.takeLate() { snapshot(cgroup, into: &batch, finder: finder) }
    }

    /// Reads the processes of one container, those in cgroups below its own included.
    mutating func snapshot(
        _ cgroup: UInt64, into batch: inout ObservationBatch, finder: borrowing ContainerFinder
    ) {
        guard let description = finder.description(of: cgroup) else { return }
        // Created and not started: its first process is still the runtime's.
        let skipped = finder.awaitsStart(cgroup) ? description.initPid : 0
        let pids = CgroupMembers.pids(below: description.cgroup.path)
        let now = KernelClock.bootNanoseconds
        if pids.isCut {
            batch.losses.append(
                Loss(
                    source: .table, cgroup: cgroup, events: 1, sinceBootNanoseconds: lastDrain,
                    untilBootNanoseconds: now))
        }
        for pid in pids.pids where pid != skipped {
            var observation = Observation(kind: .processSeen, sensor: .procfs, bootNanoseconds: now)
            observation.pid = pid
            observation.cgroup = cgroup
            observation.flags = .cgroupKnown
            describe(pid, &observation, into: &batch)
            guard observation.startBootNanoseconds != 0 else { continue }
            keep(pid, cgroup: cgroup, start: observation.startBootNanoseconds, at: now, into: &batch)
            batch.append(observation)
        }
        for owner in ListeningSockets.owners(among: pids.pids, namespaceOf: description.initPid) {
            var observation = Observation(kind: .listened, sensor: .procfs, bootNanoseconds: now)
            observation.pid = owner.pid
            observation.cgroup = cgroup
            observation.detail = batch.append(bytes: owner.address)
            batch.append(observation)
        }
    }

    /// Ends what is known and no longer there, or whose pid is another process's by now: its exit was among what was lost.
    private mutating func closeMissing(into batch: inout ObservationBatch) {
        var missing: [ContainerProcesses.Entry] = []
        processes.forEach { if !$0.hasEnded { missing.append($0) } }
        let now = KernelClock.bootNanoseconds
        for entry in missing {
            if let stat = files.readStat(entry.pid), !stat.isDead || stat.threads > 1,
                entry.isSame(startedAt: KernelClock.bootNanoseconds(ticks: stat.startTicks))
            {
                continue
            }
            var observation = Observation(kind: .processExited, sensor: .procfs, bootNanoseconds: now)
            observation.pid = entry.pid
            observation.cgroup = entry.cgroup
            observation.flags = .incomplete
            batch.append(observation)
            processes.markEnded(entry.pid)
            if let displaced = ended.append(entry.pid, at: now), processes[displaced]?.hasEnded == true {
                processes.remove(displaced)
            }
        }
    }
}

/// The processes in a cgroup and in those below it.
enum CgroupMembers {
    /// Bounds for hostile trees: a container may make cgroups where it may write to its own.
    static let processLimit = 65_536
    static let folderLimit = 4096
    static let depthLimit = 16

    static func pids(below path: String) -> (pids: [Int32], isCut: Bool) {
        var result: [Int32] = []
        var isCut = false
        var folders: [(path: String, depth: Int)] = [(path, 0)]
        var visited = 0
        while let (folder, depth) = folders.popLast() {
            visited += 1
            guard visited <= folderLimit, result.count < processLimit else { return (result, true) }
            guard let directory = try? Directory(folder) else { continue }
            // Threaded cgroups refuse the read; their processes are listed by the cgroup above.
            if let bytes = try? directory.read("cgroup.procs", limit: 1 << 20) { append(bytes, to: &result) }
            guard depth < depthLimit else {
                isCut = true
                continue
            }
            for entry in (try? directory.entries()) ?? [] where entry.kind == .directory {
                folders.append(("\(folder)/\(entry.text)", depth + 1))
            }
        }
        return (result, isCut)
    }

    private static func append(_ bytes: [UInt8], to pids: inout [Int32]) {
        var value: Int32 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if value > 0 { pids.append(value) }
                value = 0
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                value = value &* 10 &+ Int32(byte &- UInt8(ascii: "0"))
            }
        }
    }
}
