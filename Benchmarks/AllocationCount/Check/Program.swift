internal import AllocationCounter
internal import Glibc
internal import Sensing

/// Counts allocations per event in the three parts that every event passes.
@main struct AllocationCheck {
    static func main() {
        guard sees(deliberate: 64) else {
            print("allocation-check: a deliberate allocation was not counted: the counter is not in place")
            exit(1)
        }
        var assembly = AuditAssemblyWorkload()
        var host = HostWorkload()
        var scoring = ScoringWorkload()
        let results = [
            report("audit assembler", AuditAssemblyWorkload.eventsPerRound) { assembly.run(rounds: $0) },
            report("host view", HostWorkload.eventsPerRound) { host.run(rounds: $0) },
            report("scoring of known items", ScoringWorkload.eventsPerRound) { scoring.run(rounds: $0) },
        ]
        guard scoring.knownItems >= ScoringWorkload.eventsPerRound else {
            print("allocation-check: the detector knows \(scoring.knownItems) items: nothing was proved of known ones")
            exit(1)
        }
        exit(results.contains(false) ? 1 : 0)
    }

    private static let warmRounds = 40_000
    private static let measuredRounds = 10_000

    /// Whether `measuredRounds` rounds allocate nothing after `warmRounds`; prints how much they do.
    private static func report(_ part: String, _ eventsPerRound: Int, _ run: (Int) -> Void) -> Bool {
        run(warmRounds)
        let before = allocations_of_this_thread()
        run(measuredRounds)
        let allocations = allocations_of_this_thread() &- before
        print("\(part): \(allocations) allocations in \(measuredRounds * eventsPerRound) events after warm-up")
        return allocations == 0
    }

    /// Whether an array of that many bytes, which the optimiser cannot see through, is counted.
    @inline(never)
    private static func sees(deliberate count: Int) -> Bool {
        let before = allocations_of_this_thread()
        let bytes = make(count)
        return allocations_of_this_thread() > before && bytes.count == count
    }

    @inline(never)
    @_optimize(none)
    private static func make(_ count: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count)
    }
}
