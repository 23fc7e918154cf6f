internal import BehaviourModel
internal import WireProtocol

/// Walks over everything stored and checks it: that each line's bytes are the ones its columns and its hash were made of, and
/// that each chain is whole and in order, and that what its agent signed is what is there.
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
            report.notes += walks[epoch.number]?.notes ?? []
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
