internal import Glibc

/// Repeatable numbers (SplitMix64), and the distributions that the workloads are made of.
struct Randomness: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func uniform(_ low: Double, _ high: Double) -> Double { Double.random(in: low..<high, using: &self) }

    mutating func happens(_ probability: Double) -> Bool { uniform(0, 1) < probability }

    mutating func index(below count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    /// The wait for the next event of a Poisson process with `rate` events a minute.
    mutating func wait(rate: Double) -> Double { -log(1 - uniform(0, 1)) / rate }

    mutating func logarithmic(_ low: Double, _ high: Double) -> Double { exp(uniform(log(low), log(high))) }

    /// An index, as likely as its weight says.
    mutating func weighted(_ weights: [Double]) -> Int {
        var left = uniform(0, weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return weights.count - 1
    }
}
