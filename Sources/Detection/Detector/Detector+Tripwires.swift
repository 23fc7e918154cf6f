internal import BehaviourModel

/// Tripwires: outside the budget, in every learning state, once for each workload, tripwire and executable.
extension Detector {
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
            guard workloads[place].tripwires.touch(tripwire.name, executable: executable) else { continue }
            let name = PrintableText(executable, words)
            let identity = workloads[place].identity
            let container = workloads[place].containers[index]
            let window = container.start(ofWindow: container.windowIndex(at: clock.now)).milliseconds
            let incident = IncidentName.name([
                "tripwire", identity.description, container.id, String(window), tripwire.name, name.text,
            ])
            var finding = workloads[place].finding(
                .tripwire, event, container: index, incident: incident, isUpdate: false)
            finding.severity = tripwire.severity
            finding.tripwire = tripwire.name
            finding.techniques = tripwire.techniques
            finding.remark = "\(tripwire.reason): \(name.text)"
            finding.learning = workloads[place].alertLearning(.lineage)
            findings.append(finding)
        }
    }
}

/// A text of the detector's table, printable.
struct PrintableText {
    let text: String
    init(_ id: TextID, _ words: TextTable) { text = EscapedText.string(ItemWords.bytes(id, words)) }
}
