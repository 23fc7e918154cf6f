package import BehaviourModel
package import LinuxKernel

/// Says which processes containers fork, execute and end, from the process connector and `/proc`.
///
/// Only what happens in a container becomes an observation; a host process costs one look into a table, and its exec
/// one question for its cgroup. Each process is read once per exec. The owner polls `descriptor` and calls `drain`.
package struct ProcfsSensor: ~Copyable {
    package struct Options: Sendable {
        /// Read program, arguments, terminal and user at each exec: for hosts where no other sensor says them.
        package var isFull: Bool
        /// Container processes known at one time.
        package var processLimit: Int

        package init(isFull: Bool = false, processLimit: Int = 1 << 18) {
            self.isFull = isFull
            self.processLimit = processLimit
        }
    }

    private(set) var options: Options
    var connector: ProcessConnector
    var files: ProcessFiles
    var processes: ContainerProcesses
    var ended = EndedPids()
    /// Processes whose first thread has ended while others run on.
    var leaderless = LeaderlessProcesses()
    private var events: ContiguousArray<ProcessConnectorEvent> = []
    var cgroupIds = CgroupIdCache()
    var snapshots = SnapshotQueue()
    /// Who listens in the container that is read at present.
    var survey: ListenerSurvey?
    var lastDrain: UInt64
    /// Execs of processes that were gone before their cgroup could be read.
    package internal(set) var vanished: UInt64 = 0
    /// Events taken from the connector.
    package private(set) var received: UInt64 = 0

    /// - Throws: when the connector refuses us (CAP_NET_ADMIN, the initial namespaces), or `/proc` cannot be opened.
    package init(options: Options) throws(SystemCallError) {
        let connector = try ProcessConnector()
        let files = try ProcessFiles()
        self.options = options
        self.connector = connector
        self.files = files
        processes = ContainerProcesses(limit: options.processLimit)
        events.reserveCapacity(Self.drainLimit)
        lastDrain = KernelClock.bootNanoseconds
    }

    /// `Options.isFull`, which changes when another sensor begins or ceases to say what programs are.
    package var isFull: Bool {
        get { options.isFull }
        set { options.isFull = newValue }
    }

    /// To poll: readable when processes were forked, executed or ended.
    package var descriptor: Descriptor {
        _read { yield connector.descriptor }
    }

    /// Container processes known now, those that ended in the last seconds included.
    package var processCount: Int { processes.count }

    /// At most this many events a call; the rest is there at the next.
    private static let drainLimit = 4096
    /// How long an ended pid is remembered: as long as other sensors may still speak of it.
    private static let endedNanoseconds: UInt64 = 4_000_000_000

    /// Takes what waits. Starts of containers come first, so that their processes find them; after a loss the containers'
    /// processes are read anew. False when more waits already.
    @discardableResult
    package mutating func drain(into batch: inout ObservationBatch, finder: inout ContainerFinder) -> Bool {
        finder.drain(into: &batch)
        var outcome = DrainOutcome()
        var waiting = ContiguousArray<ProcessConnectorEvent>()
        swap(&waiting, &events)
        do throws(SystemCallError) {
            outcome = try connector.drain(limit: Self.drainLimit) { waiting.append($0) }
        } catch {
            // The socket failed as a whole: what it held is lost.
            outcome.losses += 1
        }
        let now = KernelClock.bootNanoseconds
        let offset = KernelClock.bootMinusMonotonic
        for event in waiting {
            let time = event.monotonicNanoseconds &+ offset
            switch event.kind {
            case .fork: fork(event, at: time, into: &batch)
            case .exec: execute(event.pid, at: time, into: &batch, finder: &finder)
            case .exit: exit(event, at: time, into: &batch, finder: &finder)
            }
        }
        received &+= UInt64(waiting.count)
        waiting.removeAll(keepingCapacity: true)
        swap(&waiting, &events)
        for process in leaderless.takeEnded(at: now) { end(process, at: now, into: &batch, finder: &finder) }
        while let pid = ended.next(before: now &- Self.endedNanoseconds) { forget(pid) }
        if outcome.losses > 0 { lost(until: now, into: &batch) }
        readOn(into: &batch, finder: &finder)
        lastDrain = now
        return outcome.isExhausted
    }

    private mutating func fork(
        _ event: ProcessConnectorEvent, at time: UInt64, into batch: inout ObservationBatch
    ) {
        let parent = processes[event.parent]
        let isContained = parent != nil
        guard isContained || processes[event.pid] != nil else { return }
        var observation = Observation(kind: .processForked, sensor: .procfs, bootNanoseconds: time)
        observation.pid = event.pid
        observation.parentPid = event.parent
        observation.startBootNanoseconds = time
        if let parent {
            observation.cgroup = parent.cgroup
            keep(event.pid, cgroup: parent.cgroup, start: time, at: time, into: &batch)
        } else {
            // The pid of a container's process came back on the host: those who remember it must hear of it.
            processes.remove(event.pid)
        }
        batch.append(observation)
    }

    private mutating func exit(
        _ event: ProcessConnectorEvent, at time: UInt64, into batch: inout ObservationBatch,
        finder: inout ContainerFinder
    ) {
        guard let process = processes[event.pid], !process.hasEnded else { return }
        // The event speaks of the first thread. Others may run on, and one of them may execute a program under this pid.
        let ending = LeaderlessProcesses.Process(pid: event.pid, parent: event.parent, code: event.exitCode)
        if leaderless.hold(ending) { return }
        end(ending, at: time, into: &batch, finder: &finder)
    }

    private mutating func end(
        _ ending: LeaderlessProcesses.Process, at time: UInt64, into batch: inout ObservationBatch,
        finder: inout ContainerFinder
    ) {
        guard let process = processes[ending.pid], !process.hasEnded else { return }
        var observation = Observation(kind: .processExited, sensor: .procfs, bootNanoseconds: time)
        observation.pid = ending.pid
        observation.parentPid = ending.parent
        observation.cgroup = process.cgroup
        observation.code = ending.code
        batch.append(observation)
        processes.markEnded(ending.pid)
        if let displaced = ended.append(ending.pid, at: time) { forget(displaced) }
        finder.initEnded(ending.pid)
    }

    mutating func keep(
        _ pid: Int32, cgroup: UInt64, start: UInt64, at time: UInt64, into batch: inout ObservationBatch
    ) {
        guard !processes.insert(pid, cgroup: cgroup, startBootNanoseconds: start) else { return }
        batch.losses.append(
            Loss(source: .table, cgroup: cgroup, events: 1, sinceBootNanoseconds: time, untilBootNanoseconds: time))
    }

    private mutating func forget(_ pid: Int32) {
        if processes[pid]?.hasEnded == true { processes.remove(pid) }
    }

    private mutating func lost(until now: UInt64, into batch: inout ObservationBatch) {
        batch.losses.append(
            Loss(source: .processConnector, events: 0, sinceBootNanoseconds: lastDrain, untilBootNanoseconds: now))
        requestSnapshot()
    }
}
