internal import BehaviourModel

/// One executable in one container: whether it is alive, and up to which window that was counted.
struct LiveExecutable: Sendable, BitwiseCopyable {
    var executable: TextID
    /// Processes that run it, as far as the pipeline has said.
    var processes: UInt32 = 0
    /// The first window not counted yet.
    var nextWindow: Int64
    /// The last window in which it was alive.
    var lastWindow: Int64
    /// Windows in which it was alive that are over, and not added to N yet.
    var owed: Int64 = 0
}

/// One replica of a workload while it is watched.
struct WatchedContainer: Sendable {
    /// Executables followed in one container.
    static let executableLimit = 256

    var key: ContainerKey
    /// The runtime's id.
    var id: String
    /// What stands for the id in evidence.
    var fingerprint: UInt64
    /// Window 0 begins here: the container's start, or the moment from which it was watched.
    var origin: Moment
    /// Watched from its start, and not 10 minutes old: it may still turn out a run, or a start.
    var isYoung: Bool
    /// The workload had more runs than starts when it began: until it is 10 minutes old it is one window.
    var isScoredAsRun = false
    /// The workload's first container: if its start is seen, that enters no calibration.
    var isFirstStart = false
    /// Processes in it are older than audit: what they do with files and connections is seen by nobody.
    var isPartlyVisible = false
    /// When its first process started, nanoseconds since boot; 0 when unknown. A runtime that starts a container anew keeps
    /// its id: this tells the two apart.
    var startBootNanoseconds: UInt64 = 0
    /// Its image's version.
    var version: String?
    /// The first window not counted as a minute yet.
    var nextWindow: Int64
    /// Windows before this one had losses: neither counted nor waited for.
    var lostBefore: Int64 = 0
    /// Events known to be missing in this container, and since when.
    var missing: UInt64 = 0
    var missingSince: Instant?
    /// The agent was restarted, and the container has not been found again yet: nothing is counted meanwhile.
    var isUnbound = false
    /// When it was last watched before that.
    var unboundAt: Moment = .zero
    var executables: ContiguousArray<LiveExecutable> = []
    var window = OpenWindow()
    var sightings: SightingList

    init(
        key: ContainerKey, id: String, fingerprint: UInt64, origin: Moment, isYoung: Bool, seed: UInt64
    ) {
        self.key = key
        self.id = id
        self.fingerprint = fingerprint
        self.origin = origin
        self.isYoung = isYoung
        // Of a container watched from its start the first window is a start (or part of a run), no minute.
        nextWindow = isYoung ? 1 : 0
        sightings = SightingList(seed: seed)
    }

    /// A container that ends before it is this old is a run.
    static let youth: Int64 = 10 * Moment.minuteLength

    /// Whether a container of the same id that started then is this one; nil where that is not known.
    func isSameRun(started: Instant) -> Bool? {
        guard startBootNanoseconds > 0, started.bootNanoseconds > 0 else { return nil }
        return startBootNanoseconds == started.bootNanoseconds
    }

    /// The window that runs at `moment`; also the number of those that have ended by then.
    func windowIndex(at moment: Moment) -> Int64 { moment.since(origin) / Moment.minuteLength }

    /// The window by which it is scored: a run is one.
    func scoredWindow(at moment: Moment) -> Int64 { isYoung && isScoredAsRun ? 0 : windowIndex(at: moment) }

    var isGrownAt: Moment { origin.advanced(by: Self.youth) }

    /// When something must be done about it without an event.
    var due: Moment {
        if isUnbound { return .never }
        var due = isYoung ? isGrownAt : Moment.never
        let waits = !window.isEmpty || (!isYoung && !sightings.isEmpty)
        if waits, window.index >= 0, !(isYoung && isScoredAsRun) { due = min(due, start(ofWindow: window.index + 1)) }
        return due
    }

    func start(ofWindow index: Int64) -> Moment { origin.advanced(by: index &* Moment.minuteLength) }

    /// The place of an executable in the list; nil when the list is full.
    mutating func slot(of executable: TextID, window: Int64) -> Int? {
        for index in executables.indices where executables[index].executable.rawValue == executable.rawValue {
            return index
        }
        let fresh = LiveExecutable(executable: executable, nextWindow: max(window, nextWindow), lastWindow: window)
        if executables.count < Self.executableLimit {
            executables.append(fresh)
            return executables.count - 1
        }
        // One whose end is counted already gives its place.
        guard let index = executables.firstIndex(where: { $0.processes == 0 && $0.lastWindow < $0.nextWindow })
        else { return nil }
        executables[index] = fresh
        return index
    }
}
