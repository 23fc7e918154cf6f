internal import BehaviourModel
internal import WireProtocol

/// The walk along one epoch.
struct EpochWalk {
    private let epoch: StoredEpoch
    private var follower: ChainFollower
    private var count: Int64 = 0
    /// What the agent has signed about this epoch, checked with its key.
    private let signed: [SignedHeartbeat]

    init(_ epoch: StoredEpoch) {
        self.epoch = epoch
        signed = [epoch.signedBytes, epoch.heartbeat].compactMap { bytes in
            bytes.flatMap { SignedHeartbeat($0, chainKey: epoch.chainKey) }
        }.filter { $0.agent == epoch.agent && $0.epoch == epoch.epoch }
        follower = ChainFollower(agent: epoch.agent, epoch: epoch.epoch, head: .start)
    }

    mutating func add(_ line: WalkedLine, _ report: (ChainWalk.Fault) -> Void) {
        count &+= 1
        guard let bytes = line.bytes else {
            report(fault(line.sequence, "its bytes are gone"))
            return
        }
        let link: ChainLink
        do {
            let json = try JSONParser.parse(bytes)
            link = try ChainLink(json, line: bytes)
            check(line, json, link, report)
        } catch {
            report(fault(line.sequence, "its bytes are not a line any more: \(EscapedText.string("\(error)"))"))
            return
        }
        if signed.contains(where: { $0.head.sequence == link.sequences.upperBound && $0.head.hash != link.hash }) {
            report(fault(link.sequences.upperBound, "the agent signed another line here"))
        }
        let (decision, finding) = follower.follow(link) { _ in nil }
        if let finding { report(fault(finding.sequences.lowerBound, finding.words)) }
        if decision != .store { report(fault(line.sequence, "it is stored twice")) }
    }

    func finish(_ report: (ChainWalk.Fault) -> Void) {
        let head = follower.head
        if head.sequence < epoch.head.sequence {
            report(fault(head.nextSequence, "lines up to sequence \(epoch.head.sequence) are missing at the end"))
        } else if head != epoch.head {
            report(fault(head.sequence, "the last line is not the one that was written down as the end"))
        }
        if count != epoch.lines { report(fault(nil, "\(epoch.lines) lines were stored, \(count) are there")) }
        if let written = epoch.signed, !signed.contains(where: { $0.head == written }) {
            report(fault(written.sequence, "the head written down as signed does not bear the agent's signature"))
        }
        // The collector acknowledges what it has stored, and the agent signs how far it has heard so.
        if let acknowledged = signed.map(\.acknowledged).max(), acknowledged > head.sequence {
            report(fault(head.nextSequence, "lines up to sequence \(acknowledged) were acknowledged, and are missing"))
        }
    }

    /// How far the agent's signature reaches, and by which key: whoever writes the database can change the key as well, so that
    /// it is to be compared with the one on the agent's host.
    var notes: [String] {
        let name = "agent \(epoch.agent), epoch \(epoch.epoch)"
        guard let key = epoch.chainKey else { return [] }
        guard let newest = signed.max(by: { $0.head.sequence < $1.head.sequence }) else {
            return ["\(name): no signed head; nothing shows that its lines are the agent's"]
        }
        var notes = [
            "\(name): signed up to sequence \(newest.head.sequence), by the key \(AgentRegistration.print(ofChainKey: key))"
        ]
        if newest.head.sequence > follower.head.sequence {
            notes.append("\(name): stored is up to \(follower.head.sequence); compare when its relay has caught up")
        }
        return notes
    }

    /// The columns are made of the bytes: whoever changes one of the two alone is seen.
    private func check(
        _ line: WalkedLine, _ json: JSONValue, _ link: ChainLink, _ report: (ChainWalk.Fault) -> Void
    ) {
        if link.hash != line.hash {
            report(fault(line.sequence, "its bytes were changed: their hash is not the one written down"))
        }
        let isHere =
            link.sequences == line.first...max(line.first, line.sequence) && link.epoch == epoch.epoch
            && (json["agent"]?.string ?? epoch.agent) == epoch.agent && line.agent == epoch.agent
        if !isHere { report(fault(line.sequence, "its place is not the one that its bytes name")) }
        if LineProjection(json) != line.projection {
            report(fault(line.sequence, "its columns are not the ones that its bytes make"))
        }
    }

    private func fault(_ sequence: Int64?, _ description: String) -> ChainWalk.Fault {
        ChainWalk.Fault(agent: epoch.agent, epoch: epoch.epoch, sequence: sequence, description: description)
    }
}
