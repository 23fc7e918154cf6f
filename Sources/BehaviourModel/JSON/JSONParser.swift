/// Reads one JSON value (RFC 8259) from untrusted bytes, strictly: no duplicate keys, no lone surrogates, no invalid UTF-8.
package enum JSONParser {
    /// What a sender may ask of us at most.
    package struct Limits: Sendable {
        package var bytes: Int
        package var depth: Int

        /// `depth` counts nested lists and objects. 64 is far beyond every schema here, and far from the end of a stack.
        package init(bytes: Int = 1 << 20, depth: Int = 64) {
            self.bytes = bytes
            self.depth = depth
        }
    }

    /// The value that `bytes` hold, white space around it allowed.
    package static func parse(_ bytes: Span<UInt8>, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw JSONError(offset: limits.bytes, problem: .tooLarge(limit: limits.bytes))
        }
        var scanner = JSONScanner(bytes, depthLimit: limits.depth)
        return try scanner.document()
    }

    package static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(bytes.span, limits: limits)
    }

    package static func parse(_ text: String, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse([UInt8](text.utf8), limits: limits)
    }
}

/// Walks once over the bytes.
struct JSONScanner: ~Escapable {
    let bytes: Span<UInt8>
    let depthLimit: Int
    var position = 0
    private var depth = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        let result = try value()
        skipWhiteSpace()
        guard position == bytes.count else { throw error(.somethingAfterTheValue) }
        return result
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard let byte = peek() else { throw error(.endsEarly) }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error(.unexpected(expected: "a value"))
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        let start = position
        try enter()
        var pairs: [(key: String, value: JSONValue)] = []
        skipWhiteSpace()
        if !take("}") {
            repeat {
                skipWhiteSpace()
                guard let byte = peek() else { throw error(.endsEarly) }
                guard byte == UInt8(ascii: "\"") else { throw error(.unexpected(expected: "a key in quotes")) }
                let key = try string()
                skipWhiteSpace()
                try expect(":", "a colon")
                skipWhiteSpace()
                pairs.append((key, try value()))
                skipWhiteSpace()
            } while take(",")
            try expect("}", "a comma or a closing brace")
        }
        depth -= 1
        switch JSONObject.sorted(pairs) {
        case .success(let object): return .object(object)
        case .failure(let duplicate): throw JSONError(offset: start, problem: .duplicateKey(duplicate.key))
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        var values: [JSONValue] = []
        skipWhiteSpace()
        if !take("]") {
            repeat {
                skipWhiteSpace()
                values.append(try value())
                skipWhiteSpace()
            } while take(",")
            try expect("]", "a comma or a closing bracket")
        }
        depth -= 1
        return .array(values)
    }

    private mutating func word(_ text: StaticString, _ meaning: JSONValue) throws(JSONError) -> JSONValue {
        for expected in text.description.utf8 {
            guard let byte = peek() else { throw error(.endsEarly) }
            guard byte == expected else { throw error(.unexpected(expected: "true, false or null")) }
            position += 1
        }
        return meaning
    }

    /// Steps over the opening bracket.
    private mutating func enter() throws(JSONError) {
        guard depth < depthLimit else { throw error(.tooDeep(limit: depthLimit)) }
        depth += 1
        position += 1
    }
}

extension JSONScanner {
    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    func error(_ problem: JSONError.Problem) -> JSONError {
        JSONError(offset: position, problem: problem)
    }

    mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek(), UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, _ words: String) throws(JSONError) {
        guard peek() != nil else { throw error(.endsEarly) }
        guard take(character) else { throw error(.unexpected(expected: words)) }
    }
}
