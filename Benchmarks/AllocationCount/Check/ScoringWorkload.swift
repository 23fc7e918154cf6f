internal import BehaviourModel
internal import Detection

/// The same service under a detector that has learned it: every item is known when the counting begins.
struct ScoringWorkload {
    private var host = HostWorkload()
    private var detector = Detector(settings: DetectorSettings(seed: 7))
    private var findings: [Finding] = []

    static let eventsPerRound = HostWorkload.eventsPerRound

    init() {
        guard let key = host.container else { return }
        let start = Instant(bootNanoseconds: host.now, wallNanoseconds: 0)
        let description = HostWorkload.description
        detector.containerStarted(
            key, id: description.id, workload: description.workload, version: nil, started: start,
            isPartlyVisible: true, at: start, into: &findings)
    }

    mutating func run(rounds: Int) { Self.run(rounds, &host, &detector, &findings) }

    /// Items that are known: the check means nothing without them.
    var knownItems: Int { detector.snapshot.first?.itemsKnown ?? 0 }

    /// The parts one by one: a copy of any would be what is to be proved absent.
    private static func run(
        _ rounds: Int, _ host: inout HostWorkload, _ detector: inout Detector, _ findings: inout [Finding]
    ) {
        host.run(rounds: rounds) { event, texts in
            detector.handle(event, texts: texts, into: &findings)
            findings.removeAll(keepingCapacity: true)
        }
    }
}
