internal import Attribution
package import BehaviourModel
internal import Detection

/// Puts alerts together from what detection found and what the host's view knew. Epoch, sequence and chain are the store's.
package struct AlertBuilder: Sendable {
    package let agent: String
    package let bootID: String
    /// SHA-256 of the effective configuration.
    package var configuration: String
    package var redaction: Redaction

    package init(agent: String, bootID: String, configuration: String, redaction: Redaction) {
        self.agent = agent
        self.bootID = bootID
        self.configuration = configuration
        self.redaction = redaction
    }

    /// An alert of a finding; `decided` is the boot time at which it was known.
    package func alert(_ attributed: AttributedFinding, id: String, decided: UInt64) -> Alert {
        let finding = attributed.finding
        var alert = Alert(
            id: id, agent: agent, kind: finding.kind, severity: finding.severity,
            unixNanoseconds: finding.instant.wallNanoseconds, bootNanoseconds: finding.instant.bootNanoseconds,
            bootID: bootID, configuration: configuration)
        alert.tripwire = finding.tripwire
        alert.techniques = finding.techniques
        alert.incident = finding.incident
        alert.isUpdate = finding.isUpdate
        alert.origin = finding.origin.map { .known($0) }
        alert.items = finding.items
        alert.score = finding.score
        alert.learning = finding.learning
        alert.sensor = finding.sensor?.name
        alert.remark = finding.remark
        alert.missing = AlertMissing(events: Int64(clamping: finding.missingEvents))
        alert.missing.since = finding.missingSinceWallNanoseconds.map { TimeText.format(unixNanoseconds: $0) }
        alert.workload = AlertWorkload(
            scope: finding.workload.scope, name: finding.workload.name, image: attributed.container?.image,
            digest: attributed.container?.digest)
        alert.container = attributed.container.map(Self.container)
        alert.process = attributed.process.map(process)
        let moment = finding.instant.bootNanoseconds
        alert.latency = AlertLatency(
            seen: Self.elapsed(from: moment, to: finding.seenBootNanoseconds ?? decided),
            decided: Self.elapsed(from: moment, to: decided))
        return alert
    }

    /// What became of a response: a line of its own, that names the alert it belongs to.
    package func alert(_ record: ResponseRecord, id: String, mode: OperatingMode, wallOffset: Int64) -> Alert {
        let kind: AlertKind = if case .heldBack = record.event { .guardRail } else { .response }
        let severity: Severity =
            switch record.event {
            case .failed, .heldBack: .high
            default: .low
            }
        var alert = self.alert(
            kind, severity, id: id, bootNanoseconds: record.bootNanoseconds, wallOffset: wallOffset, remark: nil)
        alert.about = record.alertID
        alert.workload = AlertWorkload(
            scope: record.target.workload.scope, name: record.target.workload.name, image: nil, digest: nil)
        alert.container = AlertContainer(
            id: record.target.containerID, name: record.target.containerName, runtime: record.target.runtime,
            cgroup: record.target.cgroup.path, pid: record.target.initPid)
        alert.response = AlertResponse(
            mode: mode, plan: record.action.rawValue, lease: record.leaseID, outcome: record.outcome,
            reason: record.text.isEmpty ? record.reason : record.text)
        return alert
    }

    /// What the agent says of itself: loss, health.
    package func alert(
        _ kind: AlertKind, _ severity: Severity, id: String, bootNanoseconds: UInt64, wallOffset: Int64, remark: String?
    ) -> Alert {
        var alert = Alert(
            id: id, agent: agent, kind: kind, severity: severity,
            unixNanoseconds: Int64(clamping: bootNanoseconds) &+ wallOffset, bootNanoseconds: bootNanoseconds,
            bootID: bootID, configuration: configuration)
        alert.remark = remark
        return alert
    }

    private static func container(_ description: ContainerDescription) -> AlertContainer {
        AlertContainer(
            id: description.id, name: description.name, runtime: description.runtime, cgroup: description.cgroup.path,
            pid: description.initPid)
    }

    private func process(_ view: ProcessView) -> AlertProcess {
        let (arguments, isRedacted) = redaction.apply(view.arguments ?? [])
        let path = view.executable.split(separator: "@", omittingEmptySubsequences: false).dropLast()
        return AlertProcess(
            pid: view.key.pid, startBootNanoseconds: view.key.startBootNanoseconds,
            executable: path.joined(separator: "@"), executableOrigin: view.origin, arguments: arguments,
            isRedacted: isRedacted, uid: view.uid, lineage: view.lineage)
    }

    private static func elapsed(from start: UInt64, to end: UInt64) -> UInt64 {
        end > start ? end - start : 0
    }
}

/// Names for lines, that nobody can guess or choose.
package enum AlertID {
    package static func random() -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = UInt64.random(in: .min ... .max)
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return HexadecimalDigit.string(bytes)
    }
}
