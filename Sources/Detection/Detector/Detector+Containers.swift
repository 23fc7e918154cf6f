package import BehaviourModel

/// Containers come, are found, and go.
extension Detector {
    /// A container that is watched from now on. After a restart of the agent the one of the same id and the same start
    /// goes on where it was; one that was itself started anew meanwhile is another one.
    ///
    /// - Parameters:
    ///   - started: when the container started; with `instant` less than a window later, and no earlier than the sensors, it was watched from its start. So
    ///     was one whose first program is seen, however late it was found: its windows then begin with that program.
    ///   - version: the image's digest, else its reference.
    package mutating func containerStarted(
        _ key: ContainerKey, id: String, workload identity: WorkloadIdentity, version: String?, started: Instant,
        isPartlyVisible: Bool, at instant: Instant, into findings: inout [Finding]
    ) {
        let now = advanceClock(to: instant, into: &findings)
        guard directory.workload(of: key) == nil else { return }
        let place = place(of: identity)
        workloads[place].lastActive = now
        directory.insert(key, workload: place)
        if let index = workloads[place].containers.firstIndex(where: { $0.isUnbound && $0.id == id }) {
            let isSameRun = workloads[place].containers[index].isSameRun(started: started)
            if isSameRun ?? true {
                // Whether its processes are older than audit it knows better itself: this agent is younger than they are.
                // Of a state that does not say which run it is of, nothing good is believed.
                if isSameRun == nil, isPartlyVisible { workloads[place].containers[index].isPartlyVisible = true }
                workloads[place].containers[index].startBootNanoseconds = started.bootNanoseconds
                workloads[place].bind(container: index, key: key, at: now)
                nextDue = min(nextDue, workloads[place].containers[index].due)
                return
            }
            // Its processes are others, and nothing that was seen of the former ones says whether audit sees these.
            workloads[place].containers.remove(at: index)
        }
        let start = clock.moment(of: started)
        let isStartSeen = !isPartlyVisible && started.bootNanoseconds >= watchedSince
        let isYoung = isStartSeen && now.since(start) < Moment.minuteLength
        var container = WatchedContainer(
            key: key, id: id, fingerprint: Self.fingerprint(id), origin: isYoung ? min(start, now) : now,
            isYoung: isYoung, seed: settings.seed)
        container.startBootNanoseconds = started.bootNanoseconds
        // One that starts while audit does not work is older than audit when it works again.
        container.isPartlyVisible = isPartlyVisible || !coverage.contains(.connections)
        container.version = version
        container.isFirstStart = !workloads[place].hasStarted
        container.isScoredAsRun = workloads[place].isRunBased
        workloads[place].hasStarted = true
        if let version { workloads[place].versions.see(version, at: now) }
        workloads[place].containers.append(container)
        nextDue = min(nextDue, container.due)
    }

    /// A container has become better known: what its runtime says of it came late. One that belongs to another workload
    /// goes on there, and takes along what it has shown and nobody has learned yet.
    package mutating func containerAmended(
        _ key: ContainerKey, workload identity: WorkloadIdentity, version: String?, at instant: Instant,
        into findings: inout [Finding]
    ) {
        let now = advanceClock(to: instant, into: &findings)
        guard var (place, index) = find(key) else { return }
        if workloads[place].identity != identity {
            (place, index) = move(container: index, of: place, to: identity, at: now)
        }
        guard let version, workloads[place].containers[index].version != version else { return }
        workloads[place].containers[index].version = version
        workloads[place].versions.see(version, at: now)
    }

    private mutating func move(
        container index: Int, of old: Int, to identity: WorkloadIdentity, at now: Moment
    ) -> (workload: Int, container: Int) {
        workloads[old].count(container: index, until: now)
        var container = workloads[old].containers.remove(at: index)
        directory.remove(container.key)
        // Made for this container's start, as a rule: a workload that nobody has is not shown as one that learns.
        if old == workloads.count - 1, workloads[old].isBlank {
            places[workloads[old].identity] = nil
            workloads.removeLast()
        }
        let place = place(of: identity)
        directory.insert(container.key, workload: place)
        // What was new in its window was new to another workload; so was its version.
        container.window.begin(container.window.index)
        container.version = nil
        container.isFirstStart = !workloads[place].hasStarted
        container.isScoredAsRun = workloads[place].isRunBased
        workloads[place].hasStarted = true
        workloads[place].lastActive = now
        workloads[place].containers.append(container)
        nextDue = min(nextDue, container.due)
        return (place, workloads[place].containers.count - 1)
    }

    package mutating func containerEnded(_ key: ContainerKey, at instant: Instant, into findings: inout [Finding]) {
        let now = advanceClock(to: instant, into: &findings)
        guard let (place, index) = find(key) else { return canaries.removeAll { $0.key == key } }
        workloads[place].end(container: index, at: now, words: words)
        directory.remove(key)
    }

    /// The first process of an executable (`path@origin`, a number of `texts`) runs in a container; until
    /// `executableEnded` it is alive in every window. Without these two an executable is alive in windows with its events.
    package mutating func executableBegan(
        _ executable: TextID, in key: ContainerKey, texts: TextTable, at instant: Instant,
        into findings: inout [Finding]
    ) {
        let now = advanceClock(to: instant, into: &findings)
        guard let (place, index) = find(key) else { return }
        workloads[place].change(translate(executable, texts), isAlive: true, container: index, at: now)
    }

    package mutating func executableEnded(
        _ executable: TextID, in key: ContainerKey, texts: TextTable, at instant: Instant,
        into findings: inout [Finding]
    ) {
        let now = advanceClock(to: instant, into: &findings)
        guard let (place, index) = find(key) else { return }
        workloads[place].change(translate(executable, texts), isAlive: false, container: index, at: now)
    }

    /// Events were lost in a container, or (nil) in any: the windows that run count neither in B nor in N.
    package mutating func lost(
        _ events: UInt64, in key: ContainerKey?, since: Instant, at instant: Instant, into findings: inout [Finding]
    ) {
        let now = advanceClock(to: instant, into: &findings)
        for place in workloads.indices {
            for index in workloads[place].containers.indices
            where key == nil || workloads[place].containers[index].key == key {
                workloads[place].containers[index].missing &+= events
                if workloads[place].containers[index].missingSince == nil {
                    workloads[place].containers[index].missingSince = since
                }
                workloads[place].lose(container: index, until: now)
            }
        }
    }

    /// Which families the sensors see from now on.
    package mutating func cover(_ families: FamilySet, at instant: Instant, into findings: inout [Finding]) {
        let now = advanceClock(to: instant, into: &findings)
        if watchedSince == 0 { watchedSince = instant.bootNanoseconds }
        guard families != coverage else { return }
        coverage = families
        for place in workloads.indices { workloads[place].cover(families, at: now) }
    }

    /// Restored containers that have not been found again are gone: what they waited to be told is dropped.
    package mutating func dropUnbound(at instant: Instant, into findings: inout [Finding]) {
        _ = advanceClock(to: instant, into: &findings)
        for place in workloads.indices { workloads[place].containers.removeAll { $0.isUnbound } }
    }

    /// Whether connections and files of a container's processes are unseen, as far as is known: an agent that saw it start
    /// has told its successors. nil for a container that is not watched.
    package func isPartlyVisible(_ key: ContainerKey) -> Bool? {
        find(key).map { workloads[$0.workload].containers[$0.container].isPartlyVisible }
    }

    func find(_ key: ContainerKey) -> (workload: Int, container: Int)? {
        guard let place = directory.workload(of: key),
            let index = workloads[place].index(of: key)
        else { return nil }
        return (place, index)
    }

    /// What stands for a container's id in evidence: the same on every host, so that baselines can be merged.
    static func fingerprint(_ id: String) -> UInt64 {
        let bytes = Array(id.utf8)
        return SeededHash.hash(bytes.span, seed: 0)
    }
}

extension WorkloadModel {
    /// A restored container is found again: the time between was not watched.
    mutating func bind(container index: Int, key: ContainerKey, at now: Moment) {
        containers[index].key = key
        containers[index].isUnbound = false
        let window = containers[index].windowIndex(at: now)
        guard window > containers[index].windowIndex(at: containers[index].unboundAt) else { return }
        // The windows in which the agent went and came back were not watched as a whole, those between not at all.
        containers[index].lostBefore = max(containers[index].lostBefore, window + 1)
        containers[index].nextWindow = max(containers[index].nextWindow, window + 1)
        for slot in containers[index].executables.indices { containers[index].executables[slot].skip(to: window + 1) }
    }

    /// The first program of a container runs.
    mutating func begin(container index: Int, at now: Moment) {
        count(container: index, until: now)
        containers[index].begin(at: now)
    }

    /// An executable's first process began, or its last one ended.
    mutating func change(_ executable: TextID, isAlive: Bool, container index: Int, at now: Moment) {
        guard executable != .empty, executable != .overflow else { return }
        let window = containers[index].windowIndex(at: now)
        guard let slot = containers[index].slot(of: executable, window: window) else { return }
        containers[index].executables[slot].touch(window)
        if isAlive {
            containers[index].executables[slot].processes = 1
        } else if containers[index].executables[slot].processes > 0 {
            containers[index].executables[slot].processes = 0
            containers[index].executables[slot].lastWindow = window
        }
    }
}

extension WatchedContainer {
    /// Its first program runs: here its windows begin. The runtime may have made it long before, and minutes of time that
    /// is compressed pass until it is found; whether its start is seen as a start must not depend on that.
    mutating func begin(at moment: Moment) {
        // Whatever has acted already is older than what looks like a first program.
        guard window.index < 0, sightings.isEmpty else { return }
        let isLost = lostBefore > windowIndex(at: moment)
        origin = moment
        isYoung = true
        nextWindow = 1
        lostBefore = isLost ? 1 : 0
        for slot in executables.indices { executables[slot].restart(at: nextWindow) }
    }

    mutating func openSession(_ index: Int64) {
        if window.index != index { window.begin(index) }
        window.sessions &+= 1
    }
}
