internal import BehaviourModel
internal import WireProtocol

/// Walks over everything stored and checks it: that each line's bytes are the ones its columns and its hash were made of, and
/// that each chain is whole and in order.
package struct ChainWalk: Sendable {
    /// One thing that is wrong, and where.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package let agent: String
        package let epoch: String
        /// nil where no single line is meant.
        package let sequence: Int64?
        package let description: String
    }

    package struct Report: Hashable, Sendable {
        package var lines: Int64 = 0
        package var epochs = 0
        /// At most `faultLimit`; `faultCount` says how many there are.
        package var faults: [Fault] = []
        package var faultCount = 0
        /// What cannot be judged from here.
        package var notes: [String] = []
    }

    /// Faults that are listed one by one.
    package static let faultLimit = 1_000
    private static let step = 500

    private let store: any LineStore

    package init(store: any LineStore) { self.store = store }

    package func run() async throws(StoreFailure) -> Report {
        var report = Report()
        let epochs = try await store.epochs()
        var walks = Dictionary(uniqueKeysWithValues: epochs.map { ($0.number, EpochWalk($0)) })
        var position: Int64 = 0
        while true {
            let lines = try await store.walk(after: position, limit: Self.step)
            guard let last = lines.last else { break }
            for line in lines {
                report.lines &+= 1
                if walks[line.epoch] == nil {
                    report.add(
                        Fault(
                            agent: line.agent, epoch: "?", sequence: line.sequence,
                            description: "its epoch is not written down"))
                    continue
                }
                walks[line.epoch]?.add(line) { report.add($0) }
            }
            position = last.position
        }
        report.epochs = epochs.count
        for epoch in epochs {
            walks[epoch.number]?.finish { report.add($0) }
            if let note = walks[epoch.number]?.note { report.notes.append(note) }
        }
        return report
    }
}

extension ChainWalk.Report {
    mutating func add(_ fault: ChainWalk.Fault) {
        faultCount += 1
        if faults.count < ChainWalk.faultLimit { faults.append(fault) }
    }
}

/// The walk along one epoch.
private struct EpochWalk {
    private let epoch: StoredEpoch
    private var follower: ChainFollower
    private var count: Int64 = 0

    init(_ epoch: StoredEpoch) {
        self.epoch = epoch
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
        if let signed = epoch.signed, signed.sequence == link.sequences.upperBound {
            if signed.hash != link.hash { report(fault(signed.sequence, "the agent signed another line here")) }
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
    }

    /// Lines that the agent signed and that are not here: not yet come, or taken away together with every trace.
    var note: String? {
        guard let signed = epoch.signed, signed.sequence > follower.head.sequence else { return nil }
        return "agent \(epoch.agent), epoch \(epoch.epoch): the agent signed up to sequence \(signed.sequence), "
            + "stored is up to \(follower.head.sequence); compare when its relay has caught up"
    }

    /// The columns are made of the bytes: whoever changes one of the two alone is seen.
    private func check(
        _ line: WalkedLine, _ json: JSONValue, _ link: ChainLink, _ report: (ChainWalk.Fault) -> Void
    ) {
        if link.hash.hexadecimal != line.hash {
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
