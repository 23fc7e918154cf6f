package import BehaviourModel
package import LinuxKernel

/// Finds the containers that run on this host, and says when one starts, becomes better known, or ends.
///
/// It reads the runtimes' state folders once and is told of changes by inotify, looks again after each new watch, and
/// learns of ends by the first process's pidfd. It never walks `/proc`. The owner polls `descriptor` and calls, in order,
/// `drain`, whatever else reads sensors, and `finish`: ends come after the last events of their container.
package struct ContainerFinder: ~Copyable {
    /// What is wrong with runtimes' files.
    package internal(set) var problems = ContainerProblems()
    /// Containers that ended before their state could be read.
    package internal(set) var missed: UInt64 = 0

    let layouts: [any RuntimeLayout]
    let locator: CgroupLocator
    /// Processes that started then or later are seen by all sensors; containers that are older are partly visible.
    var visibleSince: UInt64
    /// When it was made: of what started before, nothing was watched from its start.
    let openedNanoseconds: UInt64
    var folders: [StateFolder] = []
    var watches: WatchTable
    var poller: Poller
    /// By inode of the container's cgroup.
    var known: [UInt64: KnownContainer] = [:]
    var keys: [StateKey: UInt64] = [:]
    var inits: [Int32: UInt64] = [:]
    var index: ContainerIndex
    /// State folders without a state file so far, and when they were first seen.
    var pending: [StateKey: UInt64] = [:]
    /// State folders of containers that do not run: their files need no second look.
    var stopped: Set<StateKey> = []
    /// State folders that outlived their container, and may be the next one's: waited for without a word.
    var remains: Set<StateKey> = []
    var ending: [UInt64] = []
    /// Containers whose processes ran before they were found.
    var late: [UInt64] = []
    var freezerOnlyCount = 0
    var recent = RecentCgroups()
    var cgroupParents: [String] = []
    var incomplete: [UInt64] = []
    var nextRetry: UInt64 = 0
    var events: [FolderChange] = []
    var isScanning = false
    /// The test of detection that runs.
    var canary: RunningCanary?
    /// Counts changes of the set of containers: caches of others compare it.
    package internal(set) var generation: UInt64 = 0
    var lastDrain: UInt64

    /// Containers at once; more are counted as problems and stay unseen.
    package static let containerLimit = 4096
    static let inotifyToken = UInt64.max

    /// - Parameters:
    ///   - seed: secret of this process, for tables whose keys come from outside.
    ///   - visibleSince: boot time since when sensors see everything, now when nil; older containers are partly visible.
    /// - Throws: when inotify, epoll or `/proc/self/mountinfo` cannot be had.
    package init(
        roots: RuntimeRoots, seed: UInt64, visibleSince: UInt64? = nil
    ) throws(SystemCallError) {
        // All that may fail comes first: a half-made value cannot be taken apart.
        let layout = try CgroupLayout.current()
        let watches = try WatchTable()
        let poller = try Poller()
        try poller.add(watches.inotify.descriptor, token: Self.inotifyToken)
        layouts = roots.layouts
        locator = CgroupLocator(layout: layout)
        let now = KernelClock.bootNanoseconds
        openedNanoseconds = now
        self.visibleSince = visibleSince ?? now
        index = ContainerIndex(seed: seed)
        self.watches = watches
        self.poller = poller
        lastDrain = KernelClock.bootNanoseconds
    }

    /// To poll: readable when something may have started or ended.
    package var descriptor: Descriptor {
        _read { yield poller.descriptor }
    }

    /// The containers that run, in no order.
    package var containers: [ContainerDescription] { known.values.map(\.description) }

    package var count: Int { known.count }

    /// Sizes of all tables, for tests and for `doctor`.
    package var tableSizes: [String: Int] {
        [
            "containers": known.count, "keys": keys.count, "inits": inits.count, "paths": index.count,
            "pending": pending.count, "stopped": stopped.count, "ending": ending.count, "incomplete": incomplete.count,
            "watches": watches.count, "folders": folders.count, "remains": remains.count,
        ]
    }

    /// Starts watching and reports what runs already. Call it once, before `drain`.
    package mutating func scan(into batch: inout ObservationBatch) {
        for root in [locator.layout.unified, locator.layout.controllers["freezer"]] {
            if let root { watchCgroups(below: root) }
        }
        isScanning = true
        for layout in layouts.indices { establish(layout, into: &batch) }
        isScanning = false
        drain(into: &batch)
    }

    /// Takes what the kernel has to say: starts and amendments go into the batch, ends are kept for `finish`.
    package mutating func drain(into batch: inout ObservationBatch) {
        if takeEnds() { takeChanges(into: &batch) }
        retry(into: &batch)
        expireCanary()
        lastDrain = KernelClock.bootNanoseconds
    }

    /// Reports the ends that `drain` noticed, and forgets those containers; one that was started anew under the same name
    /// meanwhile is reported behind its predecessor's end.
    package mutating func finish(into batch: inout ObservationBatch) {
        guard !ending.isEmpty else { return }
        let now = KernelClock.bootNanoseconds
        var successors: [StateKey] = []
        for cgroup in ending {
            guard let container = known[cgroup] else { continue }
            var observation = Observation(kind: .containerEnded, sensor: .containers, bootNanoseconds: now)
            observation.cgroup = cgroup
            observation.pid = container.description.initPid
            batch.append(observation)
            if let key = forget(cgroup) { successors.append(key) }
        }
        ending.removeAll(keepingCapacity: true)
        for key in successors {
            consider(key, into: &batch)
            if pending[key] == nil { remains.remove(key) }
            // What it did until now was taken for the predecessor's.
            if let cgroup = keys[key], !late.contains(cgroup) { late.append(cgroup) }
        }
    }
}
