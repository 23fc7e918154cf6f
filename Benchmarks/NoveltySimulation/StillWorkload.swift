internal import BehaviourModel
internal import Detection

/// A workload that neither execs, opens nor connects after its start: silent for ever, and loud at its first shell.
enum StillWorkload {
    static func run(seed: UInt64) -> (isSilent: Bool, alertsAtShell: Bool) {
        var random = Randomness(seed: seed)
        var world = SimulatedWorld(seed: seed, replicas: 1)
        var detector = Detector(settings: DetectorSettings(seed: 7))
        var findings: [Finding] = []
        // At any minute of an hour, and of a day.
        let start = SimulatedTime(minutes: random.uniform(0, SimulatedTime.day))
        let key = ContainerKey(rawValue: 1)
        detector.containerStarted(
            key, id: "still", workload: WorkloadIdentity(scope: "host", name: "still"), version: nil,
            started: start.instant, isPartlyVisible: false, at: start.instant, into: &findings)
        detector.executableBegan(world.main, in: key, texts: world.texts, at: start.instant, into: &findings)
        for (place, item) in world.items(in: world.main, count: 5 + random.index(below: 40)).enumerated() {
            let time = start.later(milliseconds: 20 * place)
            detector.handle(
                item.event(in: key, episode: 1, at: time), texts: world.texts, into: &findings)
        }
        let shell = world.item(.exec, in: world.main)

        let day = SimulatedTime(minutes: start.minutes + SimulatedTime.day + 1)
        detector.advance(to: day.instant, into: &findings)
        var attacked = detector
        var said: [Finding] = []
        attacked.handle(shell.event(in: key, episode: 2, at: day), texts: world.texts, into: &said)

        detector.advance(to: SimulatedTime(minutes: start.minutes + SimulatedTime.end).instant, into: &findings)
        return (findings.isEmpty, said.contains { $0.kind == .anomaly && !$0.isUpdate })
    }
}
