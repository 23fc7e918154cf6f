import BehaviourModel
import TestRandom
import Testing

@Suite struct CanonicalJSONTests {
    @Test(
        arguments: [
            (["b": 1, "a": [true, .null, "x"]], "{\"a\":[true,null,\"x\"],\"b\":1}"),
            (.integer(.min), "-9223372036854775808"), (0, "0"), (-10, "-10"),
            (
                "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}\u{E9}",
                "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u{7F}\u{E9}\""
            ),
        ] as [(JSONValue, String)])
    func `writes the one canonical form`(value: JSONValue, expected: String) {
        #expect(CanonicalJSON.string(value) == expected)
    }

    @Test func `sorts keys as the example of RFC 8785 does`() throws {
        let value = try JSONParser.parse(
            """
            {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}
            """)

        #expect(value.object?.keys == ["\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `sorts keys like their UTF-16 code units`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let object = JSONObject((0..<200).map { _ in (random.string(), .null) })

        for (left, right) in zip(object.keys, object.keys.dropFirst()) {
            #expect(left.utf16.lexicographicallyPrecedes(right.utf16))
        }
    }

    @Test func `sets, replaces and removes members`() {
        var object: JSONObject = ["b": 2]

        object["a"] = 1
        object["c"] = 3
        object["b"] = nil
        object["a"] = 4

        #expect(object == ["c": 3, "a": 4])
        #expect(object.adding(unknown: ["a": 5, "z": 6]) == ["a": 4, "c": 3, "z": 6])
    }
}
