package import BehaviourModel

/// A canary that is watched: a test of detection, outside every workload, budget and baseline.
struct CanaryWatch: Sendable {
    let key: ContainerKey
    let id: String
    /// Tripwires that it has touched: each is told once.
    var touched: [String] = []
}

extension Detector {
    /// Looks at a canary from now on.
    package mutating func canaryStarted(_ key: ContainerKey, id: String) {
        guard !canaries.contains(where: { $0.key == key }) else { return }
        canaries.append(CanaryWatch(key: key, id: id))
    }

    /// Which tripwires a canary has touched so far.
    package func canaryTouches(_ key: ContainerKey) -> [String] {
        canaries.first { $0.key == key }?.touched ?? []
    }

    /// False when the event is no canary's.
    mutating func touchTripwires(
        _ event: BehaviourEvent, texts: TextTable, ofCanaryInto findings: inout [Finding]
    ) -> Bool {
        guard let place = canaries.firstIndex(where: { $0.key == event.container }) else { return false }
        let subject = texts.text(of: event.subject)
        guard !event.isRuntimeOwn, tripwireFilter.maySee(event, subject: subject) else { return true }
        let canary = canaries[place]
        for tripwire in settings.tripwires
        where tripwire.isTouched(by: event, subject: subject) && !canaries[place].touched.contains(tripwire.name) {
            counts.tripwiresTouched &+= 1
            canaries[place].touched.append(tripwire.name)
            // Low, whatever the tripwire's own: nothing has happened.
            var finding = Finding(
                kind: .tripwire, severity: .low,
                incident: IncidentName.name(["canary", canary.id, tripwire.name]), isUpdate: false,
                workload: .canary, container: canary.key, instant: event.instant)
            finding.process = event.process
            finding.origin = event.processOrigin
            finding.sensor = event.sensor
            finding.seenBootNanoseconds = event.seenBootNanoseconds
            finding.tripwire = tripwire.name
            finding.techniques = tripwire.techniques
            finding.remark =
                "a test of detection (canary), nothing has happened. The tripwire means: \(tripwire.reason)"
            findings.append(finding)
        }
        return true
    }
}
