internal import BehaviourModel

/// The 95 % upper bound of a rate from `seen` in `trials`, in whole numbers: the same on every host.
enum BinomialBound {
    /// Bounds are multiples of 2^-40.
    static let fractionBits = 40
    static let one: UInt64 = 1 << 40

    /// The u at which the binomial distribution function F(seen; trials, u) falls to 0.05, by bisection; 1 where
    /// `seen` is all there was.
    static func upper(seen: UInt64, trials: UInt64) -> UInt64 {
        guard seen < trials else { return one }
        let coefficient = logarithmOfCoefficient(trials, over: seen)
        // Where the mean does not exceed `seen` the distribution function is near one half or above (the median is within one
        // of the mean), and only above that do the terms fall from the last one down.
        var low = UInt64(UInt128(seen) * UInt128(one) / UInt128(trials))
        var high = one
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let value = logarithmOfCumulative(seen: seen, trials: trials, rate: middle, coefficient: coefficient)
            if value > logarithmOfLevel { low = middle } else { high = middle }
        }
        return high
    }

    /// log2(0.05), in 2^-56.
    private static let logarithmOfLevel = Int128(IntegerLogarithm.log2(UInt64(1)) - IntegerLogarithm.log2(UInt64(20)))

    /// log2 of F(seen; trials, rate) in 2^-56: the last term, times the sum of the ratios down from it.
    private static func logarithmOfCumulative(
        seen: UInt64, trials: UInt64, rate: UInt64, coefficient: Int128
    ) -> Int128 {
        let fraction = Int128(fractionBits) << Int128(IntegerLogarithm.fractionBits)
        let logarithmOfRate = Int128(IntegerLogarithm.log2(rate)) - fraction
        let logarithmOfRest = Int128(IntegerLogarithm.log2(one - rate)) - fraction
        let last = coefficient + Int128(seen) * logarithmOfRate + Int128(trials - seen) * logarithmOfRest
        return last + Int128(logarithmOfSum(seen: seen, trials: trials, rate: rate))
    }

    /// log2 of 1 + r(seen) + r(seen) r(seen-1) + …, where r(i) = i (1-u) / ((trials-i+1) u) leads from term i to term i-1.
    private static func logarithmOfSum(seen: UInt64, trials: UInt64, rate: UInt64) -> Int64 {
        // Terms in 2^-40; below 2^-40 of the last one they no longer count. Ratios are at most 1 here.
        var term: UInt128 = 1 << 40
        var sum: UInt128 = 1 << 40
        var index = seen
        while index > 0, term > 0, sum < 1 << 100 {
            let numerator = UInt128(index) * UInt128(one - rate)
            let denominator = UInt128(trials - index + 1) * UInt128(rate)
            term = scaled(term, by: numerator, over: denominator)
            sum += term
            index -= 1
        }
        return IntegerLogarithm.log2(sum) - (40 << Int64(IntegerLogarithm.fractionBits))
    }

    /// term * numerator / denominator, with both cut to 60 bits first; saturates at 2^90.
    private static func scaled(_ term: UInt128, by numerator: UInt128, over denominator: UInt128) -> UInt128 {
        let excess = max(0, 128 - 60 - min(numerator.leadingZeroBitCount, denominator.leadingZeroBitCount))
        let top = numerator >> UInt128(excess)
        let bottom = max(1, denominator >> UInt128(excess))
        let limit: UInt128 = 1 << 90
        if term < 1 << 67 { return min(limit, term * top / bottom) }
        return min(limit, (term >> 24) * top / bottom << 24)
    }

    /// log2 of "trials over seen" in 2^-56: factors gathered in a 64-bit mantissa, one logarithm at the end.
    private static func logarithmOfCoefficient(_ trials: UInt64, over seen: UInt64) -> Int128 {
        var mantissa: UInt128 = 1 << 63
        var exponent: Int128 = -63
        var index: UInt64 = 1
        while index <= seen {
            // At most 64 + 40 bits, then divided: the product stays below 2^128 for trials below 2^60.
            mantissa = mantissa * UInt128(trials - seen + index) / UInt128(index)
            let excess = 64 - mantissa.leadingZeroBitCount
            if excess > 0 {
                mantissa >>= UInt128(excess)
                exponent += Int128(excess)
            } else if excess < 0 {
                mantissa <<= UInt128(-excess)
                exponent += Int128(excess)
            }
            index += 1
        }
        return Int128(IntegerLogarithm.log2(mantissa)) + (exponent << Int128(IntegerLogarithm.fractionBits))
    }
}
