import BehaviourModel
import Detection

/// A generated world for the detector: containers that act at minutes that a test chooses. Everything here is made up.
struct Stage {
    var detector: Detector
    var texts: TextTable
    /// Minutes since the stage was set, in the detector's own time (at scale 1).
    var findings: [Finding] = []
    var nextEpisode: UInt64 = 1
    /// What is found goes out, as in every mode but `observe`.
    var delivers = true
    let scale: Int64

    static let wallStart: Int64 = 1_750_000_000 * 1_000_000_000
    static let minute: Int64 = 60_000_000_000

    init(seed: UInt64 = 7, scale: Int64 = 1, _ change: (inout DetectorSettings) -> Void = { _ in }) {
        var settings = DetectorSettings(seed: seed)
        settings.timeScale = scale
        self.scale = scale
        change(&settings)
        detector = Detector(settings: settings)
        texts = TextTable(seed: seed &+ 1)
    }

    func instant(_ minute: Double) -> Instant {
        let offset = Int64(minute * Double(Self.minute)) / scale
        return Instant(bootNanoseconds: UInt64(100_000_000_000_000 + offset), wallNanoseconds: Self.wallStart + offset)
    }

    mutating func start(
        _ key: UInt32, at minute: Double, workload: String = "web", id: String? = nil, version: String? = nil,
        started: Double? = nil, partly: Bool = false
    ) {
        detector.containerStarted(
            ContainerKey(rawValue: key), id: id ?? "c\(key)", workload: WorkloadIdentity(scope: "host", name: workload),
            version: version, started: instant(started ?? minute), isPartlyVisible: partly, at: instant(minute),
            into: &findings)
    }

    mutating func amend(_ key: UInt32, at minute: Double, workload: String, version: String? = nil) {
        detector.containerAmended(
            ContainerKey(rawValue: key), workload: WorkloadIdentity(scope: "host", name: workload), version: version,
            at: instant(minute), into: &findings)
    }

    mutating func end(_ key: UInt32, at minute: Double) {
        detector.containerEnded(ContainerKey(rawValue: key), at: instant(minute), into: &findings)
    }

    mutating func advance(to minute: Double) {
        detector.advance(to: instant(minute), into: &findings)
    }

    mutating func alive(_ executable: String, in key: UInt32, at minute: Double) {
        let id = texts.intern(executable)
        detector.executableBegan(
            id, in: ContainerKey(rawValue: key), texts: texts, at: instant(minute), into: &findings)
    }

    func event(_ kind: BehaviourKind, _ key: UInt32, _ minute: Double, episode: UInt64) -> BehaviourEvent {
        let instant = instant(minute)
        var event = BehaviourEvent(
            kind: kind, container: ContainerKey(rawValue: key), bootNanoseconds: instant.bootNanoseconds,
            wallNanoseconds: instant.wallNanoseconds, process: ProcessKey(pid: 100, startBootNanoseconds: 1))
        event.episode = episode
        return event
    }

    mutating func send(_ event: BehaviourEvent) {
        let before = findings.count
        detector.handle(event, texts: texts, into: &findings)
        guard delivers else { return }
        for finding in findings[before...] { detector.delivered(finding) }
    }

    mutating func exec(
        _ key: UInt32, _ parent: String, _ child: String, at minute: Double, episode: UInt64? = nil,
        terminal: Bool = false, uid: UInt32 = 0, origin: ProcessOrigin = .service
    ) {
        var event = event(.exec, key, minute, episode: episode ?? freshEpisode())
        event.executable = texts.intern(parent)
        event.subject = texts.intern(child)
        event.hasTerminal = terminal
        event.uid = uid
        event.processOrigin = origin
        send(event)
    }

    /// The first program of a container, as `HostView` tells it: started by the runtime, by nothing that is known.
    mutating func firstProgram(_ key: UInt32, _ program: String, at minute: Double, episode: UInt64) {
        var event = event(.exec, key, minute, episode: episode)
        event.subject = texts.intern(program)
        event.isRuntimeStarted = true
        send(event)
    }

    mutating func listen(_ key: UInt32, _ executable: String, port: UInt16, at minute: Double, episode: UInt64) {
        var event = event(.listen, key, minute, episode: episode)
        event.executable = texts.intern(executable)
        event.transport = .tcp
        event.address.family = .ipv4
        event.address.port = port
        send(event)
    }

    mutating func read(_ key: UInt32, _ executable: String, _ path: String, at minute: Double, episode: UInt64? = nil) {
        var event = event(.file, key, minute, episode: episode ?? freshEpisode())
        event.executable = texts.intern(executable)
        event.subject = texts.intern(path)
        event.access = .read
        send(event)
    }

    mutating func connect(
        _ key: UInt32, _ executable: String, _ address: UInt32, port: UInt16, at minute: Double, episode: UInt64? = nil
    ) {
        var event = event(.connect, key, minute, episode: episode ?? freshEpisode())
        event.executable = texts.intern(executable)
        event.transport = .tcp
        event.address.family = .ipv4
        event.address.low = UInt64(address)
        event.address.port = port
        send(event)
    }

    mutating func freshEpisode() -> UInt64 {
        nextEpisode += 1
        return nextEpisode
    }

    mutating func take() -> [Finding] {
        defer { findings = [] }
        return findings
    }
}
