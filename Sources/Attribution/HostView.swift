package import BehaviourModel

/// The one place that knows which process belongs to which container.
///
/// Changed by observations only, so that a capture replays without a host. One observation gives no, one or two events in
/// `events`, which is reused: with warm tables nothing allocates per event.
package struct HostView: Sendable {
    /// What one observation did to the set of containers.
    package enum Change: Sendable {
        case none
        case containerStarted(ContainerKey)
        case containerAmended(ContainerKey)
        case containerEnded(ContainerKey)
    }

    package struct Settings: Sendable {
        /// Age from which a process is an episode of its own, nanoseconds (10 minutes, divided by the time scale).
        package var episodeAgeNanoseconds: UInt64
        /// Length of a day, nanoseconds (divided by the time scale).
        package var dayNanoseconds: UInt64
        package var hashSeed: UInt64
        /// Container processes known at one time.
        package var processLimit: Int

        package init(
            episodeAgeNanoseconds: UInt64 = 600_000_000_000, dayNanoseconds: UInt64 = 86_400_000_000_000,
            hashSeed: UInt64,
            processLimit: Int = 1 << 16
        ) {
            self.episodeAgeNanoseconds = max(1, episodeAgeNanoseconds)
            self.dayNanoseconds = max(1, dayNanoseconds)
            self.hashSeed = hashSeed
            self.processLimit = processLimit
        }
    }

    package internal(set) var events: ContiguousArray<BehaviourEvent> = []
    package internal(set) var texts: TextTable
    /// Changes each time `texts` was emptied: numbers of an earlier generation mean nothing.
    package private(set) var textGeneration: UInt64 = 0
    /// Processes that found no place.
    package internal(set) var refusedProcesses: UInt64 = 0

    let settings: Settings
    var processes: ProcessTable
    var containers = ContainerTable()
    var arguments = ArgumentRing(byteCapacity: 1 << 20)
    var ended = EndedProcesses()
    var executables = ExecutableCounts()
    var eventCounts: [ContainerKey: UInt64] = [:]
    /// Of the batch at hand: wall clock minus boot clock, and when it was read.
    package var wallOffsetNanoseconds: Int64 = 0
    package var seenBootNanoseconds: UInt64 = 0
    /// Where `path@origin` is put together.
    var scratch: [UInt8] = []

    package init(settings: Settings) {
        self.settings = settings
        texts = TextTable(seed: settings.hashSeed)
        processes = ProcessTable(limit: settings.processLimit)
        events.reserveCapacity(4)
        scratch.reserveCapacity(4 * 4_096 + 16)
    }

    /// Takes one observation in; what its container did by it stands in `events` until the next call.
    package mutating func apply(_ observation: Observation, in batch: borrowing ObservationBatch) -> Change {
        events.removeAll(keepingCapacity: true)
        executables.changes.removeAll(keepingCapacity: true)
        switch observation.kind {
        case .processForked: fork(observation)
        case .processExecuted: execute(observation, in: batch)
        case .processSeen: see(observation, in: batch)
        case .processExited: exit(observation)
        case .fileAccessed: access(observation, in: batch)
        case .connected, .bound, .listened: communicate(observation, in: batch)
        case .escapeAttempted: escape(observation, in: batch)
        case .containerStarted, .containerAmended, .containerEnded: return changeContainer(observation, in: batch)
        // Of no process: detection hears of it.
        case .coverageChanged: break
        }
        return .none
    }

    /// Forgets what ended more than a few seconds ago; call it once a batch.
    package mutating func forget(before bootNanoseconds: UInt64) {
        while let pid = ended.next(before: bootNanoseconds) {
            if let entry = processes[pid], entry.flags.contains(.ended), entry.endBootNanoseconds < bootNanoseconds {
                processes.remove(pid)
            }
        }
        compactTexts()
    }

    /// Live containers, oldest first.
    package var liveContainers: [ContainerEntry] {
        containers.entries.values.filter { $0.endBootNanoseconds == nil }.sorted { $0.key.rawValue < $1.key.rawValue }
    }

    package func container(_ key: ContainerKey) -> ContainerEntry? { containers[key] }

    /// Forgets an ended container for good, when detection has closed its last window.
    package mutating func removeContainer(_ key: ContainerKey) {
        processes.removeAll { $0.container == key }
        eventCounts[key] = nil
        containers.remove(key)
    }

    /// The container of a process, without changing anything: for looks at the host before an observation is applied.
    package func containerKey(of observation: Observation) -> ContainerKey? {
        if let entry = processes[observation.pid] { return entry.container }
        if let key = containers.key(ofCgroup: observation.cgroup) { return key }
        return processes[observation.parentPid]?.container
    }

    /// Whether what a process executes may be the runtime's own: it has not run a program of its container yet.
    package func isRuntimeStep(_ observation: Observation) -> Bool {
        if let entry = processes[observation.pid] { return entry.flags.contains(.runtimeOwn) }
        return containers.key(ofCgroup: observation.cgroup) != nil
    }

    package func containerKey(ofCgroup inode: UInt64) -> ContainerKey? { containers.key(ofCgroup: inode) }

    /// Processes of a container that live; walks the table.
    package func processCount(in key: ContainerKey) -> Int {
        var count = 0
        processes.forEach { if $0.container == key, !$0.flags.contains(.ended) { count += 1 } }
        return count
    }

    /// What a container did since it is known.
    package func eventCount(of key: ContainerKey) -> UInt64 { eventCounts[key] ?? 0 }

    package var processCount: Int { processes.count }

    /// Executables that began or ended by the last observation.
    package var executableChanges: ContiguousArray<ExecutableChange> { executables.changes }

    /// When three quarters of the texts are used, keeps only those of living processes.
    private mutating func compactTexts() {
        guard texts.count > texts.capacity / 4 * 3 || texts.byteCount > texts.byteCapacity / 4 * 3 else { return }
        let old = texts
        var new = TextTable(seed: settings.hashSeed)
        executables.removeAll()
        processes.updateAll { entry in entry.executable = new.intern(old.text(of: entry.executable)) }
        processes.forEach { entry in
            if !entry.flags.contains(.ended) { executables.add(entry.executable, in: entry.container) }
        }
        executables.changes.removeAll(keepingCapacity: true)
        texts = new
        textGeneration &+= 1
    }
}
