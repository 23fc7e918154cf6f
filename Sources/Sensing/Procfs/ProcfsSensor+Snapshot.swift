package import BehaviourModel
internal import LinuxKernel

extension ProcfsSensor {
    /// Reads the processes of every container, as far as that is done within some seconds; `drain` reads the rest.
    package mutating func snapshot(into batch: inout ObservationBatch, finder: inout ContainerFinder) {
        let start = KernelClock.bootNanoseconds
        snapshots.ask(at: start)
        while !snapshots.isEmpty, !batch.isNearlyFull, KernelClock.bootNanoseconds &- start < Self.startNanoseconds {
            snapshots.skipPause()
            // What is left waits for its time.
            guard readOn(into: &batch, finder: &finder) else { break }
        }
    }

    /// Reads containers that were found while they ran, and who listens in them, now: each for a turn at most. The rest comes
    /// when it is due.
    mutating func takeLate(into batch: inout ObservationBatch, finder: inout ContainerFinder) {
        for cgroup in finder.takeLate() {
            let deadline = KernelClock.bootNanoseconds &+ SnapshotQueue.turn
            read(.processes(cgroup: cgroup, after: 0), until: deadline, into: &batch, finder: finder)
            read(.listeners(cgroup: cgroup), until: deadline, into: &batch, finder: finder)
        }
    }

    /// Events were lost: `drain` reads the processes of every container anew, piece by piece.
    package mutating func requestSnapshot() { snapshots.ask(at: KernelClock.bootNanoseconds) }

    /// `drain` has something to read that no descriptor tells of, before `moment` (nanoseconds since boot).
    package func hasSnapshotWork(before moment: UInt64) -> Bool { snapshots.hasWork(before: moment) }

    /// A tenth of what systemd's watchdog waits.
    private static var startNanoseconds: UInt64 { 3_000_000_000 }
    /// Read whatever the clock says: a container that makes each look long must not make it endless.
    private static var leastProcesses: Int { 256 }

    /// Reads for one turn; false when there was nothing to read.
    @discardableResult
    mutating func readOn(into batch: inout ObservationBatch, finder: inout ContainerFinder) -> Bool {
        let start = KernelClock.bootNanoseconds
        for cgroup in finder.takeLate() { snapshots.add(cgroup) }
        if snapshots.takeAsked(at: start) {
            closeMissing(into: &batch)
            let known = Set(finder.containers.map(\.cgroup.inode))
            snapshots.keep(known.contains)
            known.sorted().forEach { snapshots.add($0) }
        }
        guard var piece = snapshots.next(at: start) else { return false }
        let deadline = start &+ SnapshotQueue.turn
        while true {
            read(piece, until: deadline, into: &batch, finder: finder)
            let now = KernelClock.bootNanoseconds
            guard now < deadline, let next = snapshots.next(at: now) else {
                snapshots.spent(now &- start, until: now)
                return true
            }
            piece = next
        }
    }

    private mutating func read(
        _ piece: SnapshotQueue.Piece, until deadline: UInt64, into batch: inout ObservationBatch,
        finder: borrowing ContainerFinder
    ) {
        switch piece {
        case .processes(let cgroup, let after):
            guard let description = finder.description(of: cgroup) else { return }
            // Created and not started: its first process is still the runtime's.
            let skipped = finder.awaitsStart(cgroup) ? description.initPid : 0
            if let last = readProcesses(of: description, after: after, not: skipped, until: deadline, into: &batch) {
                snapshots.putBack(.processes(cgroup: cgroup, after: last))
            } else {
                snapshots.listen(cgroup, at: KernelClock.bootNanoseconds)
            }
        case .listeners(let cgroup):
            if survey?.cgroup != cgroup {
                guard let description = finder.description(of: cgroup) else { return }
                let pids = CgroupMembers.pids(below: description.cgroup.path).pids.sorted()
                survey = ListenerSurvey(cgroup, pids: pids, namespaceOf: description.initPid)
            }
            if readListeners(until: deadline, into: &batch) { snapshots.putBack(piece) } else { survey = nil }
        }
    }

    /// Reads processes in the order of their ids, those in cgroups below included; where to go on, nil when all are read.
    ///
    /// They are listed anew each time: what a turn found may be another container's process at the next.
    private mutating func readProcesses(
        of description: ContainerDescription, after: Int32, not skipped: Int32, until deadline: UInt64,
        into batch: inout ObservationBatch
    ) -> Int32? {
        let members = CgroupMembers.pids(below: description.cgroup.path)
        let now = KernelClock.bootNanoseconds
        let cgroup = description.cgroup.inode
        if members.isCut, after == 0 { noteCut(cgroup, at: now, into: &batch) }
        var count = 0
        for pid in members.pids.sorted() where pid > after {
            let isLate = count >= Self.leastProcesses && KernelClock.bootNanoseconds >= deadline
            if isLate || batch.isNearlyFull { return pid &- 1 }
            count += 1
            if pid == skipped { continue }
            var observation = Observation(kind: .processSeen, sensor: .procfs, bootNanoseconds: now)
            observation.pid = pid
            observation.cgroup = cgroup
            observation.flags = .cgroupKnown
            describe(pid, &observation, into: &batch)
            guard observation.startBootNanoseconds != 0 else { continue }
            keep(pid, cgroup: cgroup, start: observation.startBootNanoseconds, at: now, into: &batch)
            batch.append(observation)
        }
        return nil
    }

    /// True when some are left.
    private mutating func readListeners(until deadline: UInt64, into batch: inout ObservationBatch) -> Bool {
        guard var current = survey.take() else { return false }
        let now = KernelClock.bootNanoseconds
        let cgroup = current.cgroup
        let isLeft = current.step(until: deadline) { owner in
            var observation = Observation(kind: .listened, sensor: .procfs, bootNanoseconds: now)
            observation.pid = owner.pid
            observation.cgroup = cgroup
            observation.detail = batch.append(bytes: owner.address)
            batch.append(observation)
        }
        if !isLeft, current.isCut { noteCut(cgroup, at: now, into: &batch) }
        survey = current
        return isLeft
    }

    /// A container that is too large to be read whole.
    private func noteCut(_ cgroup: UInt64, at now: UInt64, into batch: inout ObservationBatch) {
        batch.losses.append(
            Loss(
                source: .table, cgroup: cgroup, events: 1, sinceBootNanoseconds: lastDrain, untilBootNanoseconds: now))
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
