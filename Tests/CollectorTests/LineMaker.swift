import BehaviourModel
import Collector
import Testing
import WireProtocol

/// Writes lines as an agent's store does: one chain, one epoch.
struct LineMaker {
    let agent: String
    let epoch: String
    private(set) var head = ChainHead.start

    init(agent: String = "node-7", epoch: String = "11111111-2222-4333-8444-555555555555") {
        self.agent = agent
        self.epoch = epoch
    }

    /// The next line; `change` may set what a test is about.
    mutating func next(_ change: (inout Alert) -> Void = { _ in }) -> [UInt8] {
        var alert = Alert(
            id: "\(epoch.prefix(8))-\(head.nextSequence)", agent: agent, kind: .tripwire, severity: .high,
            unixNanoseconds: 1_700_000_000_000_000_000 &+ head.sequence, bootNanoseconds: 5, bootID: "boot",
            configuration: "none")
        alert.epoch = epoch
        alert.sequence = head.nextSequence
        alert.previous = head.hash.hexadecimal
        alert.tripwire = "escape"
        alert.workload = AlertWorkload(scope: "host", name: "web")
        change(&alert)
        let line = alert.line
        head = head.adding(line: line)
        return line
    }

    mutating func lines(_ count: Int) -> [[UInt8]] { (0..<count).map { _ in next() } }

    /// A tombstone for the next `count` lines, which are never written.
    mutating func tombstone(_ count: Int) -> [UInt8] {
        let before = head
        _ = lines(count)
        let link = ChainLink(
            epoch: epoch, sequences: before.nextSequence...head.sequence, previous: before.hash, hash: head.hash)
        return Tombstone(for: link).line
    }

    static func body(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.map { $0 + [0x0A] }.joined()) }
}

/// A batch as ingest hands it to the store.
func batch(
    _ lines: [[UInt8]], agent: String = "node-7", serial: String = "01", received: Int64 = 1_700_000_000_000_000_000
) throws -> ReceivedBatch {
    let name = try #require(AgentName(agent))
    return try IngestBody().read(LineMaker.body(lines), agent: name, serial: serial, received: received)
}
