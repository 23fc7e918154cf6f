internal import BehaviourModel

/// Tripwires: outside the budget, in every learning state.
extension Detector {
    /// The alert of a finding goes out: what it told of a tripwire is not told again in the same container today.
    ///
    /// Call it before the next event; of what is not delivered nothing is remembered, and it stays news.
    package mutating func delivered(_ finding: Finding) {
        guard finding.isTold, let tripwire = finding.tripwire, let executable = finding.touchedBy,
            let (place, index) = find(finding.container)
        else { return }
        workloads[place].tripwires.delivered(
            tripwire, executable: executable, incident: finding.incident,
            container: workloads[place].containers[index].fingerprint, at: clock.now)
    }

    mutating func touchTripwires(
        _ event: BehaviourEvent, _ numbers: EventTexts, texts: TextTable, workload place: Int, container index: Int,
        into findings: inout [Finding]
    ) {
        switch event.kind {
        case .exec, .file, .connect, .leftCgroup: break
        case .bind, .listen, .escape, .sessionOpened: return
        }
        for tripwire in settings.tripwires where tripwire.isTouched(by: event, subject: texts.text(of: event.subject)) {
            counts.tripwiresTouched &+= 1
            // Of an execution the new executable is the one that matters.
            let executable = event.kind == .exec ? numbers.subject : numbers.executable
            let finding = workloads[place].touch(
                tripwire, by: executable, event, container: index, at: clock.now, words: words)
            if let finding { findings.append(finding) }
        }
    }
}

extension WorkloadModel {
    /// A touch of a tripwire as a finding; nil where an operator has accepted it.
    mutating func touch(
        _ tripwire: Tripwire, by executable: TextID, _ event: BehaviourEvent, container index: Int, at now: Moment,
        words: TextTable
    ) -> Finding? {
        let place = tripwires.count(tripwire.name, executable: executable)
        let touch = place.map { tripwires.touches[$0] }
        if let touch, touch.isAccepted { return nil }
        let telling = tripwires.telling(
            place, tripwire: tripwire.name, container: containers[index].fingerprint, at: now)
        let isOpen = touch?.isOpen ?? false
        var finding = finding(
            .tripwire, event, container: index, incident: touch?.incident ?? "", isUpdate: isOpen)
        finding.severity = tripwire.severity
        finding.tripwire = tripwire.name
        finding.techniques = tripwire.techniques
        finding.learning = alertLearning(.lineage)
        finding.touchedBy = executable
        finding.isTold = telling != .nothing
        guard finding.isTold else { return finding }
        let name = PrintableText(executable, words).text
        if !isOpen {
            finding.incident = tripwireIncident(
                tripwire.name, name, container: index, at: now, count: touch?.count ?? 0, last: finding.incident)
        }
        finding.remark = "\(tripwire.reason): \(name)"
        if isOpen, let touch { finding.remark? += ", touched \(touch.count) times so far" }
        if telling == .lastAlert {
            finding.remark? +=
                "; \(TripwireCeiling.alertsPerHour) alerts of this tripwire in an hour: "
                + "further ones are counted, and told as a number when it is over"
        }
        return finding
    }

    /// From the workload, the container and the window, as incidents of anomalies: the same in a replay.
    private func tripwireIncident(
        _ tripwire: String, _ name: String, container index: Int, at now: Moment, count: UInt64, last: String
    ) -> String {
        let container = containers[index]
        let window = container.start(ofWindow: container.windowIndex(at: now)).milliseconds
        let parts = ["tripwire", identity.description, container.id, String(window), tripwire, name]
        let incident = IncidentName.name(parts)
        // One that was closed within the same window.
        return incident == last ? IncidentName.name(parts + [String(count)]) : incident
    }

    /// At the full hour: how much of a flood was counted and not told.
    mutating func tellTripwires(
        _ known: [Tripwire], at now: Moment, instant: Instant, into findings: inout [Finding]
    ) {
        for untold in tripwires.takeUntold(hour: now.hour) {
            let tripwire = known.first { $0.name == untold.tripwire }
            var finding = Finding(
                kind: .tripwire, severity: tripwire?.severity ?? .high, incident: untold.incident, isUpdate: true,
                workload: identity, container: containers.first { !$0.isUnbound }?.key ?? .none, instant: instant)
            finding.tripwire = untold.tripwire
            finding.techniques = tripwire?.techniques ?? []
            finding.learning = alertLearning(.lineage)
            finding.remark =
                "\(untold.count) more touches of this tripwire, by other executables or in other containers, "
                + "were counted and not told: \(TripwireCeiling.alertsPerHour) alerts an hour are the most"
            findings.append(finding)
        }
    }
}

/// A text of the detector's table, printable.
struct PrintableText {
    let text: String
    init(_ id: TextID, _ words: TextTable) { text = EscapedText.string(ItemWords.bytes(id, words)) }
}
