package import BehaviourModel

/// Detection as the pipeline sees it: containers and events go in, findings come out. Pure: it knows the time only from
/// what it is told, and says the same for the same input.
///
/// Owned by the pipeline task. An event of known behaviour costs a few look-ups and allocates nothing.
package struct Detector: Sendable {
    package let settings: DetectorSettings
    var clock: DetectorClock
    var workloads: ContiguousArray<WorkloadModel> = []
    /// Looked up only, never walked: the order of a dictionary is nobody's.
    var places: [WorkloadIdentity: Int] = [:]
    var directory: ContainerDirectory
    /// The detector's own texts: they outlive the containers.
    var words: TextTable
    package internal(set) var coverage: FamilySet
    /// When the sensors said for the first time what they see, nanoseconds since boot: of what started before, the start was
    /// not seen. 0: not yet.
    package internal(set) var watchedSince: UInt64
    package internal(set) var counts = DetectorCounts()
    /// The next moment at which something is due without an event.
    var nextDue: Moment = .never
    var nextHour: Moment = .never
    var closedSegments: [BaselineSegment] = []
    /// Tests of detection that run, or ended moments ago: tripwires alone look at them.
    var canaries: [CanaryWatch] = []

    /// `HostView`'s number of a text → ours + 1; 0: not met yet.
    var translation: ContiguousArray<UInt32> = []
    var buffer = ItemBuffer()
    let tripwireFilter: TripwireFilter

    package init(settings: DetectorSettings) {
        self.settings = settings
        clock = DetectorClock(scale: settings.timeScale)
        directory = ContainerDirectory(seed: settings.seed)
        words = TextTable(seed: settings.seed)
        coverage = settings.coverage
        watchedSince = settings.watchedSince
        tripwireFilter = TripwireFilter(settings.tripwires)
    }

    /// Takes one event, in the order of their times. `texts` is the table that the event's numbers belong to: one and the
    /// same for the detector's whole life.
    package mutating func handle(_ event: BehaviourEvent, texts: TextTable, into findings: inout [Finding]) {
        let now = advanceClock(to: event.instant, into: &findings)
        counts.events &+= 1
        guard let place = directory.workload(of: event.container),
            let index = workloads[place].index(of: event.container)
        else {
            if !touchTripwires(event, texts: texts, ofCanaryInto: &findings) { counts.unknownContainer &+= 1 }
            return
        }
        if event.isRuntimeOwn { return }
        if event.kind == .exec, event.isRuntimeStarted, event.processOrigin == .service {
            workloads[place].begin(container: index, at: now)
        }
        let numbers = EventTexts(
            executable: translate(event.executable, texts), subject: translate(event.subject, texts))
        workloads[place].lastActive = now
        if tripwireFilter.maySee(event, subject: texts.text(of: event.subject)) {
            touchTripwires(event, numbers, texts: texts, workload: place, container: index, into: &findings)
        }
        workloads[place].touch(numbers.executable, container: index, at: now)
        switch event.kind {
        case .exec: workloads[place].touch(numbers.subject, container: index, at: now)
        case .sessionOpened:
            let window = workloads[place].containers[index].scoredWindow(at: now)
            workloads[place].containers[index].openSession(window)
        case .connect, .bind, .listen, .file, .escape, .leftCgroup: break
        }
        buffer.removeAll()
        LineageItems.append(event, numbers, to: &buffer)
        FileItems.append(event, numbers, to: &buffer)
        ConnectionItems.append(event, numbers, to: &buffer)
        workloads[place].observe(
            event, keys: buffer, container: index, at: now, words: words, into: &findings)
        nextDue = min(nextDue, workloads[place].containers[index].due)
    }

    /// Moves time on without an event: windows end, hours are closed, timers speak. Idle windows are counted by arithmetic.
    package mutating func advance(to instant: Instant, into findings: inout [Finding]) {
        _ = advanceClock(to: instant, into: &findings)
    }

    /// Finds or makes the workload of a container, forgetting the least recently used one beyond the limit.
    mutating func place(of identity: WorkloadIdentity) -> Int {
        if let place = places[identity] { return place }
        let fresh = WorkloadModel(
            identity: identity, rules: ModelRules(settings, workload: identity), coverage: coverage, at: clock.now)
        let idle = workloads.indices.filter { workloads[$0].containers.isEmpty }
        if workloads.count >= settings.workloadLimit,
            let oldest = idle.min(by: { workloads[$0].lastActive < workloads[$1].lastActive })
        {
            counts.forgottenWorkloads &+= 1
            places[workloads[oldest].identity] = nil
            workloads[oldest] = fresh
            places[identity] = oldest
            return oldest
        }
        workloads.append(fresh)
        places[identity] = workloads.count - 1
        return workloads.count - 1
    }

    /// Our number of a text; each is interned once.
    mutating func translate(_ id: TextID, _ texts: TextTable) -> TextID {
        if id == .empty || id == .overflow { return id }
        let index = Int(id.rawValue)
        if index < translation.count, translation[index] != 0 { return TextID(rawValue: translation[index] - 1) }
        // Numbers beyond the table's own count are not its own: no room is made for them.
        guard index < texts.count else { return .overflow }
        let own = words.intern(texts.text(of: id))
        guard own != .overflow else { return own }
        if index >= translation.count {
            translation.append(contentsOf: repeatElement(0, count: index + 1 - translation.count))
        }
        translation[index] = own.rawValue + 1
        return own
    }

    /// The host's texts are others from now on: a new `HostView` after a restart or before a replay.
    package mutating func forgetTranslation() { translation.removeAll(keepingCapacity: true) }
}

/// What the detector counts about itself.
package struct DetectorCounts: Sendable, Hashable {
    package var events: UInt64 = 0
    /// Events of containers that nobody had announced.
    package var unknownContainer: UInt64 = 0
    package var forgottenWorkloads: UInt64 = 0
    package var tripwiresTouched: UInt64 = 0
}
