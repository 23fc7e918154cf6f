internal import BehaviourModel

/// N and k of one context in one family: how much was watched, and how often something new came.
struct Exposure: Hashable, Sendable, BitwiseCopyable {
    var windows: UInt64
    var novel: UInt64

    static let none = Exposure(windows: 0, novel: 0)
}

/// A probability as a fraction of whole numbers, exact.
struct Rational: Sendable, BitwiseCopyable {
    var numerator: UInt128
    var denominator: UInt128

    /// Bits of surprise; 0 for what is certain.
    var millibits: Millibits { IntegerLogarithm.millibits(denominator, over: numerator) }
}

/// How often anything new appears in a context while it is watched.
enum NoveltyRate {
    /// Windows that count as much as the container's rate does (lambda = N / (N + 60)).
    private static let shrinkage: UInt128 = 60
    /// Beyond these the fractions would not fit 128 bits; no host watches so long.
    private static let windowLimit: UInt64 = 1 << 38
    private static let novelLimit: UInt64 = 1 << 30

    /// (k + 1/2) / (N + 1): Krichevsky and Trofimov's estimate.
    static func estimate(_ exposure: Exposure) -> Rational {
        Rational(numerator: 2 * novel(exposure) + 1, denominator: 2 * (windows(exposure) + 1))
    }

    /// lambda KT(c) + (1 - lambda) KT(container), with one denominator.
    static func mixed(_ own: Exposure, container: Exposure) -> Rational {
        let (count, all) = (windows(own), windows(container))
        let numerator =
            count * (2 * novel(own) + 1) * (all + 1) + shrinkage * (2 * novel(container) + 1) * (count + 1)
        return Rational(numerator: numerator, denominator: 2 * (count + 1) * (all + 1) * (count + shrinkage))
    }

    /// The bits that an item seen in `support` episodes may have at most: -log2((support + 1/2) / (N + 1)).
    static func probationCap(support: UInt8, windows: UInt64) -> Millibits {
        IntegerLogarithm.millibits(2 * (UInt128(min(windows, windowLimit)) + 1), over: 2 * UInt128(support) + 1)
    }

    private static func windows(_ exposure: Exposure) -> UInt128 { UInt128(min(exposure.windows, windowLimit)) }
    private static func novel(_ exposure: Exposure) -> UInt128 { UInt128(min(exposure.novel, novelLimit)) }
}
