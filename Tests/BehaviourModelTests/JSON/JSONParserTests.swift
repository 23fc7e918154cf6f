import BehaviourModel
import TestRandom
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-7", -7),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number("9223372036854775808")),
            ("-9223372036854775809", .number("-9223372036854775809")),
            ("1.50", .number("1.50")), ("1e3", .number("1e3")), ("-2E-3", .number("-2E-3")),
            ("\"\"", ""), ("\"a\\u00e9\\n\\/\\\"\\\\\"", "a\u{E9}\n/\"\\"), ("\"\\ud83d\\ude00x\"", "\u{1F600}x"),
            ("\"\u{7F}\u{1F600}\"", "\u{7F}\u{1F600}"),
            ("[]", []), ("[1, [ ] ,{}]", [1, [], [:]]), ("{\"b\":1,\"a\":{\"c\":null}}", ["a": ["c": .null], "b": 1]),
        ] as [(String, JSONValue)])
    func `reads a value`(text: String, expected: JSONValue) throws {
        let value = try JSONParser.parse(text)

        #expect(value == expected)
    }

    @Test(
        arguments: [
            ("", 0, .endsEarly), ("  ", 2, .endsEarly), ("{", 1, .endsEarly), ("{\"a\"", 4, .endsEarly),
            ("[1,", 3, .endsEarly),
            ("\"abc", 4, .endsEarly), ("\"\\", 2, .endsEarly), ("\"\\u12", 5, .endsEarly), ("-", 1, .endsEarly),
            ("1.", 2, .endsEarly), ("tru", 3, .endsEarly),
            ("trux", 3, .unexpected(expected: "true, false or null")), ("x", 0, .unexpected(expected: "a value")),
            ("[1,]", 3, .unexpected(expected: "a value")),
            ("[1 2]", 3, .unexpected(expected: "a comma or a closing bracket")),
            ("{1:2}", 1, .unexpected(expected: "a key in quotes")), ("{\"a\" 1}", 5, .unexpected(expected: "a colon")),
            ("{\"a\":1,}", 7, .unexpected(expected: "a key in quotes")), ("1 2", 2, .somethingAfterTheValue),
            ("01", 0, .malformedNumber), ("-x", 1, .malformedNumber), ("1.x", 2, .malformedNumber),
            ("1ee", 2, .malformedNumber),
            ("\"\\q\"", 2, .unknownEscape), ("\"\\u12x4\"", 5, .unknownEscape), ("\"a\nb\"", 2, .controlCharacter),
            ("\"\\ud83d\"", 3, .loneSurrogate), ("\"\\ud83d\\n\"", 3, .loneSurrogate),
            ("\"\\ude00\"", 3, .loneSurrogate),
            ("\"\\ud83d\\ud83d\"", 3, .loneSurrogate),
            (" {\"a\":1,\"b\":2,\"a\":1}", 1, .duplicateKey("a")), ("{\"a\":1,\"\\u0061\":2}", 0, .duplicateKey("a")),
        ] as [(String, Int, JSONError.Problem)])
    func `says what is wrong and where`(text: String, offset: Int, problem: JSONError.Problem) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }

        #expect(error?.problem == problem)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func `rejects invalid UTF-8 and names its first byte`(bad: [UInt8]) {
        let text = Array("[\"ab".utf8) + bad + Array("\"]".utf8)

        let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }

        #expect(error?.problem == .invalidUTF8)
        #expect(error?.offset == 4)
    }

    @Test func `limits depth and size`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)

        #expect(throws: Never.self) { try JSONParser.parse(deep) }
        #expect(throws: JSONError(offset: 64, problem: .tooDeep(limit: 64))) { try JSONParser.parse("[" + deep + "]") }
        #expect(throws: JSONError(offset: 5, problem: .tooLarge(limit: 5))) {
            try JSONParser.parse("[1,2,3]", limits: JSONParser.Limits(bytes: 5))
        }
        let endless = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(throws: JSONError(offset: 64, problem: .tooDeep(limit: 64))) { try JSONParser.parse(endless) }
    }

    @Test func `keeps two names that only look alike apart`() throws {
        let value = try JSONParser.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")

        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `reads back what was written, and the same bytes come out`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let value = random.json()
            let text = CanonicalJSON.bytes(value)

            let read = try JSONParser.parse(text)

            #expect(read == value)
            #expect(CanonicalJSON.bytes(read) == text)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `survives damaged text, and what it accepts is stable`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let damaged = random.mutated(CanonicalJSON.bytes(random.json()))
            guard let value = try? JSONParser.parse(damaged) else { continue }

            #expect(try JSONParser.parse(CanonicalJSON.bytes(value)) == value)
        }
    }
}
