import BehaviourModel

@testable import Collector

/// Alerts of one agent as its store would chain them.
struct SampleChain {
    private var maker = LineMaker()

    /// The next lines, in the order given; epoch, sequence and what comes before are the chain's.
    mutating func batch(_ alerts: [Alert]) throws -> ReceivedBatch {
        var lines: [[UInt8]] = []
        for alert in alerts {
            lines.append(
                maker.next { line in
                    let (epoch, sequence, previous) = (line.epoch, line.sequence, line.previous)
                    line = alert
                    (line.epoch, line.sequence, line.previous) = (epoch, sequence, previous)
                })
        }
        return try CollectorTests.batch(lines, received: WallClock.now)
    }
}
