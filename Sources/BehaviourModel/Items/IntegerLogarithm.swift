/// Base-2 logarithms in whole numbers, so that a score is the same on every host and its parts sum exactly.
package enum IntegerLogarithm {
    /// Binary digits behind the point in `log2`.
    package static let fractionBits = 56

    /// log2(value) in units of 2^-56, rounded down; 0 for the value 0.
    ///
    /// One digit for each squaring of the normalised mantissa (the classical shift-and-square method): a truncated
    /// square is off by 2^-63 at most, so the sum of all errors stays below 2^-61.
    package static func log2(_ value: UInt64) -> Int64 {
        guard value > 0 else { return 0 }
        let exponent = 63 - value.leadingZeroBitCount
        return (Int64(exponent) << Int64(fractionBits)) | fraction(value << UInt64(value.leadingZeroBitCount))
    }

    /// log2(value) in units of 2^-56; digits of the value below its highest 64 are dropped.
    package static func log2(_ value: UInt128) -> Int64 {
        guard value > 0 else { return 0 }
        let exponent = 127 - value.leadingZeroBitCount
        let mantissa = UInt64(truncatingIfNeeded: (value << UInt128(value.leadingZeroBitCount)) >> 64)
        return (Int64(exponent) << Int64(fractionBits)) | fraction(mantissa)
    }

    /// The digits behind the point for a mantissa in [2^63, 2^64), which stands for [1, 2).
    private static func fraction(_ normalised: UInt64) -> Int64 {
        if normalised == 1 << 63 { return 0 }
        var mantissa = normalised
        var digits: Int64 = 0
        for _ in 0..<fractionBits {
            let square = mantissa.multipliedFullWidth(by: mantissa).high
            // The square lies in [1, 4): one more digit tells whether it reached 2.
            if square >> 63 == 1 {
                digits = digits << 1 | 1
                mantissa = square
            } else {
                digits <<= 1
                mantissa = square << 1
            }
        }
        return digits
    }
}

/// Bits of surprise in thousandths, whole: what an alert shows.
package typealias Millibits = Int32

extension IntegerLogarithm {
    /// log2(numerator / denominator) in milli-bits, rounded to the nearest, never below 0; 0 where a part is 0.
    package static func millibits(_ numerator: UInt128, over denominator: UInt128) -> Millibits {
        guard numerator > 0, denominator > 0 else { return 0 }
        let difference = log2(numerator) - log2(denominator)
        guard difference > 0 else { return 0 }
        // |difference| < 2^63, so the product needs more than 64 bits.
        let scaled = (Int128(difference) * 1000 + (1 << Int128(fractionBits - 1))) >> Int128(fractionBits)
        return Millibits(clamping: scaled)
    }
}
