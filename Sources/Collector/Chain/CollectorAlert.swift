internal import BehaviourModel
internal import WireProtocol

/// The collector's own alerts: they stand in a chain of their own, under the agent name `collector`.
enum CollectorAlert {
    /// The next line of the collector's chain.
    static func line(about finding: ChainFinding, epoch: String, after head: ChainHead, now: Int64) -> ReceivedLine {
        var alert = Alert(
            id: "\(epoch.prefix(8))-\(head.nextSequence)", agent: AgentName.collector, kind: .guardRail,
            severity: severity(of: finding.kind), unixNanoseconds: now, bootNanoseconds: 0, bootID: "",
            configuration: "")
        alert.epoch = epoch
        alert.sequence = head.nextSequence
        alert.previous = head.hash.hexadecimal
        alert.remark = finding.sentence
        alert.unknown["finding"] = finding.json
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
