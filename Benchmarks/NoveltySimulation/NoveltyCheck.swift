internal import Glibc

/// Simulated weeks of known workloads, measured against the figures of the model.
@main struct NoveltyCheck {
    static func main() async {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(Options.usage)
            exit(2)
        }
        var holds = true
        if options.includesStill { holds = checkStill(seeds: options.seeds) && holds }
        if !options.kinds.isEmpty { print(Report.heading) }
        for kind in options.kinds {
            let clock = ContinuousClock()
            let begun = clock.now
            let results = await results(kind, options)
            let criteria = Criterion.all(kind, results)
            print(Report.table(kind, criteria, seconds: (clock.now - begun) / .seconds(1)))
            print(Report.json(kind, criteria, seeds: options.seeds))
            holds = holds && criteria.allSatisfy(\.holds)
        }
        exit(holds ? 0 : 1)
    }

    /// One run a seed, as many at a time as there are workers; in the order of the seeds.
    private static func results(_ kind: WorldKind, _ options: Options) async -> [SimulatedResult] {
        await withTaskGroup(of: (Int, SimulatedResult).self) { group in
            var results = Array(repeating: SimulatedResult(), count: options.seeds)
            var next = 0
            func begin(_ seed: Int) {
                group.addTask {
                    var run = SimulatedRun(kind, seed: UInt64(seed))
                    return (seed, run.run())
                }
            }
            while next < min(options.workers, options.seeds) {
                begin(next)
                next += 1
            }
            while let (seed, result) = await group.next() {
                results[seed] = result
                guard next < options.seeds else { continue }
                begin(next)
                next += 1
            }
            return results
        }
    }

    private static func checkStill(seeds: Int) -> Bool {
        var (silent, loud) = (0, 0)
        for seed in 0..<seeds {
            let result = StillWorkload.run(seed: UInt64(seed))
            silent += result.isSilent ? 1 : 0
            loud += result.alertsAtShell ? 1 : 0
        }
        let holds = silent == seeds && loud == seeds
        print(
            Report.pad("still workload", 26)
                + "silent for 12 weeks: \(silent) of \(seeds), first shell after a watched day alerts: \(loud) of \(seeds)  "
                + (holds ? "pass" : "FAIL"))
        print(
            "{\"check\":\"novelty\",\"workload\":\"still\",\"seeds\":\(seeds),\"silent\":\(silent),\"alerts\":\(loud),\"holds\":\(holds)}"
        )
        return holds
    }
}
