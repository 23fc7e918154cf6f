extension JSONScanner {
    /// A number: exact when it is whole and fits 64 bits, else its text.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = take("-")
        let firstDigit = position
        var value: Int64? = 0
        while let digit = digit() {
            // Counted downwards: the lowest Int64 has no positive twin.
            value = value.flatMap { subtract(digit, fromTenTimes: $0) }
        }
        try checkWholePart(from: firstDigit)
        var isWhole = true
        if take(".") {
            isWhole = false
            try skipDigits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            try skipDigits()
        }
        if isWhole, let value {
            if isNegative { return .integer(value) }
            let (positive, overflow) = (0 as Int64).subtractingReportingOverflow(value)
            if !overflow { return .integer(positive) }
        }
        return .number(text(from: start))
    }

    private func checkWholePart(from first: Int) throws(JSONError) {
        let digits = position - first
        if digits == 0 { throw error(peek() == nil ? .endsEarly : .malformedNumber) }
        if digits > 1, bytes[first] == UInt8(ascii: "0") {
            throw JSONError(offset: first, problem: .malformedNumber)
        }
    }

    private mutating func digit() -> UInt8? {
        guard let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        position += 1
        return byte - UInt8(ascii: "0")
    }

    private mutating func skipDigits() throws(JSONError) {
        guard digit() != nil else { throw error(peek() == nil ? .endsEarly : .malformedNumber) }
        while digit() != nil {}
    }

    private func subtract(_ digit: UInt8, fromTenTimes value: Int64) -> Int64? {
        let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
        let (result, second) = tenfold.subtractingReportingOverflow(Int64(digit))
        return first || second ? nil : result
    }

    /// Digits, signs, dots and e: ASCII by construction.
    private func text(from start: Int) -> String {
        var text = ""
        for index in start..<position { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        return text
    }
}
