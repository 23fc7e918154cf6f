import BehaviourModel

@testable import Collector

/// Alerts of one agent as its store would chain them.
struct SampleChain {
    private var maker: LineMaker

    init() { maker = LineMaker() }

    init(agent: String, epoch: String) { maker = LineMaker(agent: agent, epoch: epoch) }

    /// The next lines, in the order given; epoch, sequence and what comes before are the chain's.
    mutating func batch(_ alerts: [Alert]) throws -> ReceivedBatch {
        var lines: [[UInt8]] = []
        for alert in alerts {
            lines.append(
                maker.next { line in
                    let (agent, epoch, sequence, previous) = (line.agent, line.epoch, line.sequence, line.previous)
                    line = alert
                    (line.agent, line.epoch, line.sequence, line.previous) = (agent, epoch, sequence, previous)
                })
        }
        return try CollectorTests.batch(lines, agent: maker.agent, received: WallClock.now)
    }
}
