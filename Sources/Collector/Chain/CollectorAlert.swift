internal import BehaviourModel
internal import WireProtocol

/// The collector's own alerts: they stand in a chain of their own, under the agent name `collector`.
enum CollectorAlert {
    /// The next line of the collector's chain.
    static func line(about finding: ChainFinding, epoch: String, after head: ChainHead, now: Int64) -> ReceivedLine {
        line(.guardRail, severity(of: finding.kind), epoch: epoch, after: head, now: now) { alert in
            alert.remark = finding.sentence
            alert.unknown["finding"] = finding.json
        }
    }

    /// The next line, about how an agent stands. Begin and end are of one incident; the end names the alert of the begin.
    ///
    /// - Parameter ended: the id of the alert that told of the begin; nil for that one itself.
    static func line(
        about condition: AgentCondition, ended: String?, epoch: String, after head: ChainHead, now: Int64
    ) -> ReceivedLine {
        line(.health, ended == nil ? .high : .low, epoch: epoch, after: head, now: now) { alert in
            alert.incident = ended ?? alert.id
            alert.isUpdate = ended != nil
            alert.remark = condition.sentence(ended: ended != nil)
            alert.unknown["condition"] = [
                "kind": .string(condition.kind.rawValue), "agent": .string(condition.agent),
                "since": .string(TimeText.format(unixNanoseconds: condition.since)),
                "state": .string(ended == nil ? "begun" : "ended"),
            ]
        }
    }

    private static func line(
        _ kind: AlertKind, _ severity: Severity, epoch: String, after head: ChainHead, now: Int64,
        _ change: (inout Alert) -> Void
    ) -> ReceivedLine {
        var alert = Alert(
            id: "\(epoch.prefix(8))-\(head.nextSequence)", agent: AgentName.collector, kind: kind,
            severity: severity, unixNanoseconds: now, bootNanoseconds: 0, bootID: "", configuration: "")
        alert.epoch = epoch
        alert.sequence = head.nextSequence
        alert.previous = head.hash.hexadecimal
        change(&alert)
        let json = alert.json
        let bytes = CanonicalJSON.bytes(json)
        let link = ChainLink(
            epoch: epoch, sequences: head.nextSequence...head.nextSequence, previous: head.hash,
            hash: Fingerprint(of: bytes))
        return ReceivedLine(bytes: bytes, link: link, projection: LineProjection(json))
    }

    /// A line that came late or missing is a fault until shown otherwise; two histories are an attack until shown otherwise.
    private static func severity(of kind: ChainFinding.Kind) -> Severity {
        switch kind {
        case .reordered: .medium
        case .gap, .oldEpoch, .rolledBack: .high
        case .fork, .edit, .sharedEpoch, .headMismatch, .badSignature: .critical
        }
    }
}

extension AgentCondition {
    /// One sentence for people.
    fileprivate func sentence(ended: Bool) -> String {
        let moment = TimeText.format(unixNanoseconds: since).prefix(19) + "Z"
        return switch (kind, ended) {
        case (.silent, false): "agent \(agent) is silent: its last heartbeat came at \(moment)"
        case (.silent, true):
            "agent \(agent) is not silent any more: it was heard again, or its certificates were revoked"
        case (.overShare, false):
            "agent \(agent) has sent more than its share of a day (limits.daily): lines are taken slowly until there is room"
        case (.overShare, true): "agent \(agent) is within its share of a day again"
        }
    }
}
