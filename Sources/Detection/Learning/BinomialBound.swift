internal import BehaviourModel

/// The 95 % upper bound of a rate from `seen` in `trials`, in whole numbers: the same on every host.
enum BinomialBound {
    /// Bounds are multiples of 2^-40.
    static let fractionBits = 40
    static let one: UInt64 = 1 << 40

    /// The u at which the binomial distribution function F(seen; trials, u) falls to 0.05, by bisection; 1 where
    /// `seen` is all there was.
    static func upper(seen: UInt64, trials: UInt64) -> UInt64 {
        // So many windows nobody watches; below it no product here overflows.
        let trials = min(trials, 1 << 48)
        guard seen < trials else { return one }
        let coefficient = logarithmOfCoefficient(trials, over: seen)
        // Where the mean does not exceed `seen` the distribution function is near one half or above (the median is within one
        // of the mean), and only above that do the terms fall from the last one down.
        var low = fraction(seen, of: trials)
        // More than three standard deviations above `seen`, where the function is far below the level.
        var high = fraction(seen + 5 + 4 * root(seen), of: trials)
        // One part in 2^20 is finer than what is made of it.
        while high - low > max(1, high >> 20) {
            let middle = low + (high - low) / 2
            let value = logarithmOfCumulative(seen: seen, trials: trials, rate: middle, coefficient: coefficient)
            if value > logarithmOfLevel { low = middle } else { high = middle }
        }
        return high
    }

    private static func fraction(_ part: UInt64, of whole: UInt64) -> UInt64 {
        part >= whole ? one : UInt64(UInt128(part) * UInt128(one) / UInt128(whole))
    }

    /// The square root, rounded down.
    private static func root(_ value: UInt64) -> UInt64 {
        var root: UInt64 = 0
        var bit: UInt64 = 1 << 31
        while bit > 0 {
            let next = root | bit
            if next * next <= value { root = next }
            bit >>= 1
        }
        return root
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
        // Terms in 2^-62; below 2^-40 of the last one they no longer count. Ratios are at most 1 here.
        var term: UInt64 = 1 << 62
        var sum: UInt64 = 0
        var index = seen
        while index > 0, term >> 22 > 0 {
            let numerator = shifted(index, one - rate)
            let denominator = max(1, shifted(trials - index + 1, rate))
            if numerator < denominator {
                let ratio = denominator.dividingFullWidth((numerator >> 2, numerator << 62)).quotient
                term = term.multipliedFullWidth(by: ratio).high << 2
            }
            sum += term >> 20
            index -= 1
        }
        // In 2^-42: the last term itself is 2^42.
        return IntegerLogarithm.log2(sum + (1 << 42)) - (42 << Int64(IntegerLogarithm.fractionBits))
    }

    /// left * right / 2^16, saturating: numerator and denominator are cut alike, so their ratio stays.
    private static func shifted(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high >> 16 > 0 ? UInt64.max : product.high << 48 | product.low >> 16
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
