/// Walks once over a value that is canonical JSON, as agents write it: no white space, keys of plain ASCII in ascending order,
/// whole numbers.
///
/// Every method is false, or nil, for all else, be it right JSON or wrong: whoever asks has `JSONParser` decide then. What this
/// takes `JSONParser` takes, with the same meaning; ascending keys show without a set that none is there twice.
struct CanonicalScanner: ~Escapable {
    let bytes: Span<UInt8>
    let depthLimit: Int
    private(set) var position: Int
    /// Whether all characters so far were ASCII; if not, the bytes are yet to be checked for UTF-8.
    private(set) var isASCII = true

    /// - Parameter position: where the value begins, within `bytes`.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, at position: Int, depthLimit: Int) {
        self.bytes = bytes
        self.position = position
        self.depthLimit = depthLimit
    }

    /// A text without escapes, by its place.
    typealias Text = Range<Int>

    /// The key of a member: its first eight bytes as a number, and its place.
    struct Key {
        var packed: UInt64 = 0
        var place: Text = 0..<0

        /// How `packed` looks for a name of at most eight bytes.
        static func packed(_ name: String) -> UInt64 { name.utf8.reduce(0) { $0 << 8 | UInt64($1) } }

        /// Whether the key is the name that was packed.
        func isNamed(_ name: UInt64) -> Bool { packed == name && place.count <= 8 }
    }

    /// Steps over the beginning of an object; false where there is none, or where it is too deep.
    mutating func beginObject(depth: Int) -> Bool { depth < depthLimit && take(UInt8(ascii: "{")) }

    /// The next key of an object and its colon, or nil: at the object's end, which is stepped over, and, with `fails` set,
    /// where something else stands.
    mutating func nextKey(after former: inout Key?, _ fails: inout Bool) -> Key? {
        if take(UInt8(ascii: "}")) { return nil }
        fails = true
        if former != nil, !take(UInt8(ascii: ",")) { return nil }
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var key = Key()
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") else { return nil }
            if position &- start < 8 { key.packed = key.packed << 8 | UInt64(byte) }
            position &+= 1
        }
        key.place = start..<position
        guard take(UInt8(ascii: "\"")), take(UInt8(ascii: ":")),
            former.map({ isAscending($0.place, key.place) }) != false
        else { return nil }
        former = key
        fails = false
        return key
    }

    private func isAscending(_ left: Text, _ right: Text) -> Bool {
        var (one, other) = (left.lowerBound, right.lowerBound)
        while one < left.upperBound, other < right.upperBound {
            if bytes[one] != bytes[other] { return bytes[one] < bytes[other] }
            one &+= 1
            other &+= 1
        }
        return left.count < right.count
    }

    /// The text of a string without escapes. Nil with `fails` set for one that has some, nil without for another value, which
    /// is stepped over.
    mutating func text(depth: Int, _ fails: inout Bool) -> Text? {
        guard take(UInt8(ascii: "\"")) else {
            fails = !skipValue(depth: depth)
            return nil
        }
        let start = position
        guard skipPlain(), take(UInt8(ascii: "\"")) else {
            fails = true
            return nil
        }
        return start..<(position &- 1)
    }

    /// A whole number from 0 of at most 18 digits.
    mutating func number() -> Int64? {
        let start = position
        guard skipNumber(), bytes[start] != UInt8(ascii: "-"), position &- start <= 18 else { return nil }
        var value: Int64 = 0
        for index in start..<position { value = value &* 10 &+ Int64(bytes[index] &- UInt8(ascii: "0")) }
        return value
    }

    mutating func skipValue(depth: Int) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return skipString()
        case UInt8(ascii: "{"): return skipObject(depth: depth)
        case UInt8(ascii: "["): return skipArray(depth: depth)
        case UInt8(ascii: "t"): return skip("true")
        case UInt8(ascii: "f"): return skip("false")
        case UInt8(ascii: "n"): return skip("null")
        default: return skipNumber()
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position &+= 1
        return true
    }
}

extension CanonicalScanner {
    private mutating func skipObject(depth: Int) -> Bool {
        guard beginObject(depth: depth) else { return false }
        var former: Key?
        var fails = false
        while nextKey(after: &former, &fails) != nil {
            guard skipValue(depth: depth &+ 1) else { return false }
        }
        return !fails
    }

    private mutating func skipArray(depth: Int) -> Bool {
        guard depth < depthLimit, take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard skipValue(depth: depth &+ 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func skipString() -> Bool {
        position &+= 1
        while true {
            guard skipPlain() else { return false }
            if take(UInt8(ascii: "\"")) { return true }
            guard skipEscape() else { return false }
        }
    }

    /// Up to the next quote or backslash; false for a control character, or at the end of the bytes.
    private mutating func skipPlain() -> Bool {
        var all: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                if all >= 0x80 { isASCII = false }
                return true
            }
            guard byte >= 0x20 else { return false }
            all |= byte
            position &+= 1
        }
        return false
    }

    /// A backslash and what it stands for. Halves of surrogate pairs are left to the parser.
    private mutating func skipEscape() -> Bool {
        position &+= 1
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        position &+= 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            var unit: UInt16 = 0
            for _ in 0..<4 {
                guard position < bytes.count, let digit = Self.hexadecimal(bytes[position]) else { return false }
                unit = unit << 4 | UInt16(digit)
                position &+= 1
            }
            return !(0xD800...0xDFFF).contains(unit)
        default: return false
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private mutating func skipNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position &+= 1
        }
        let digits = position &- start
        guard digits > 0, digits == 1 || bytes[start] != UInt8(ascii: "0") else { return false }
        // A fraction or an exponent: not ours.
        guard position < bytes.count else { return true }
        let next = bytes[position]
        return next != UInt8(ascii: ".") && next != UInt8(ascii: "e") && next != UInt8(ascii: "E")
    }

    private mutating func skip(_ word: String) -> Bool {
        for byte in word.utf8 {
            guard take(byte) else { return false }
        }
        return true
    }
}
