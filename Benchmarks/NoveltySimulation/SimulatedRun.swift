internal import BehaviourModel
internal import Detection

/// What twelve weeks of one world came to.
struct SimulatedResult: Sendable {
    /// Incidents in week 1, in week 2, and a week in weeks 4 to 12.
    var incidents = [0.0, 0.0, 0.0]
    /// Share of attacks in weeks 4 to 12 that were delivered.
    var shell = 0.0
    var file = 0.0
}

/// Drives one world through a detector, and asks what that would do with an attack, at random times.
struct SimulatedRun {
    private var world: SimulatedWorld
    private var detector: Detector
    private var random: Randomness
    private var findings: [Finding] = []
    private var result = SimulatedResult()
    /// Incidents that an operator closes as expected, a day after they opened.
    private var closings: [(minutes: Double, incident: String)] = []
    private var running: [ContainerKey]
    private var started: UInt32 = 0

    /// The attacks: texts that no run ever has.
    private let shell: TextID
    private let loot: [TextID]

    private static let attacksOfAKind = 20
    private static let workload = WorkloadIdentity(scope: "host", name: "simulated")

    init(_ kind: WorldKind, seed: UInt64) {
        var world = kind.world(seed: seed)
        detector = Detector(settings: DetectorSettings(seed: 7))
        random = Randomness(seed: seed &+ 0x5eed_0005)
        running = Array(repeating: .none, count: world.replicas)
        shell = world.texts.intern("/attack/sh@image")
        loot = (0..<4).map { number in world.texts.intern("/attack/\(number)") }
        self.world = world
    }

    mutating func run() -> SimulatedResult {
        var attacks = (0..<Self.attacksOfAKind).map { _ in random.uniform(3 * SimulatedTime.week, SimulatedTime.end) }
        attacks.sort(by: >)
        for step in world.steps {
            while let attack = attacks.last, attack <= step.minutes {
                attacks.removeLast()
                attempt(at: attack)
            }
            closeIncidents(until: step.minutes)
            perform(step)
            account(at: step.minutes)
        }
        while attacks.popLast().map({ attempt(at: $0) }) != nil {}
        result.incidents[2] /= 9
        result.shell /= Double(Self.attacksOfAKind)
        result.file /= Double(Self.attacksOfAKind)
        return result
    }
}

extension SimulatedRun {
    private mutating func perform(_ step: SimulatedWorld.Step) {
        let time = SimulatedTime(minutes: step.minutes)
        if step.isStart { start(step, at: time) }
        let container = running[step.replica]
        for (place, item) in step.items.enumerated() {
            // A millisecond between two acts: they stay in one window.
            let event = item.event(in: container, episode: step.episode, at: time.later(milliseconds: place))
            detector.handle(event, texts: world.texts, into: &findings)
        }
    }

    private mutating func start(_ step: SimulatedWorld.Step, at time: SimulatedTime) {
        if running[step.replica] != .none {
            detector.containerEnded(running[step.replica], at: time.instant, into: &findings)
        }
        started += 1
        let key = ContainerKey(rawValue: started)
        running[step.replica] = key
        detector.containerStarted(
            key, id: "container \(started)", workload: Self.workload, version: nil, started: time.instant,
            isPartlyVisible: false, at: time.instant, into: &findings)
        detector.executableBegan(world.main, in: key, texts: world.texts, at: time.instant, into: &findings)
    }

    /// Counts what was opened. Operators know half of it for what it is.
    private mutating func account(at minutes: Double) {
        defer { findings.removeAll(keepingCapacity: true) }
        for finding in findings where finding.isFalseIncident {
            switch Int(minutes / SimulatedTime.week) {
            case 0: result.incidents[0] += 1
            case 1: result.incidents[1] += 1
            case 2: break
            default: result.incidents[2] += 1
            }
            if random.happens(0.5) { closings.append((minutes + SimulatedTime.day, finding.incident)) }
        }
    }

    private mutating func closeIncidents(until minutes: Double) {
        while let next = closings.first, next.minutes <= minutes {
            closings.removeFirst()
            let mutation = ControlMutation.closeIncident(
                id: next.incident, as: .expected, by: "operator", comment: nil)
            _ = detector.apply(mutation, at: SimulatedTime(minutes: next.minutes).instant, into: &findings)
        }
    }

    /// What would be said of a first shell with one to three more items, and of one new file: asked of a copy.
    private mutating func attempt(at minutes: Double) {
        let replica = random.index(below: world.replicas)
        let more = (0...random.index(below: 3)).map { number in
            let acts: [SimulatedItem.Act] = [.read, .connect, .read, .exec]
            return SimulatedItem(
                act: acts[random.index(below: acts.count)], executable: shell, subject: loot[number])
        }
        let opening = SimulatedItem(act: .exec, executable: world.main, subject: shell)
        if isDelivered([opening] + more, episode: 1 << 62, replica: replica, at: minutes) { result.shell += 1 }
        let file = SimulatedItem(act: .read, executable: world.main, subject: loot[3])
        if isDelivered([file], episode: 1 << 62 | 1, replica: replica, at: minutes) { result.file += 1 }
    }

    private func isDelivered(
        _ items: [SimulatedItem], episode: UInt64, replica: Int, at minutes: Double
    ) -> Bool {
        var copy = detector
        var said: [Finding] = []
        let time = SimulatedTime(minutes: minutes)
        copy.advance(to: time.instant, into: &said)
        said.removeAll()
        for (place, item) in items.enumerated() {
            let event = item.event(in: running[replica], episode: episode, at: time.later(milliseconds: place))
            copy.handle(event, texts: world.texts, into: &said)
        }
        return said.contains { $0.kind == .anomaly || $0.isFalseIncident }
    }
}

extension Finding {
    /// Opens an incident, or a storm of them. The name is right where no attack is performed.
    var isFalseIncident: Bool { !isUpdate && (kind == .anomaly || kind == .behaviourChanged) }
}

extension SimulatedTime {
    var instant: Instant { Instant(bootNanoseconds: bootNanoseconds, wallNanoseconds: wallNanoseconds) }
}
