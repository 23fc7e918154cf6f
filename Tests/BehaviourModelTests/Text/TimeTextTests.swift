import BehaviourModel
import TestRandom
import Testing

@Suite struct TimeTextTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_709_251_199_999_999_999, "2024-02-29T23:59:59.999999999Z"),
            (1_772_357_400_000_000_042, "2026-03-01T09:30:00.000000042Z"),
            (.max, "2262-04-11T23:47:16.854775807Z"), (.min, "1677-09-21T00:12:43.145224192Z"),
        ] as [(Int64, String)])
    func `writes nanoseconds in UTC and reads them back`(moment: Int64, text: String) throws {
        #expect(TimeText.format(unixNanoseconds: moment) == text)
        #expect(try TimeText.parse(text) == moment)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:01Z", 1_000_000_000), ("1970-01-01t01:00:00.5+01:00", 500_000_000),
            ("1969-12-31 23:30:00-00:30", 0), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
        ] as [(String, Int64)])
    func `reads other forms of RFC 3339`(text: String, moment: Int64) throws {
        #expect(try TimeText.parse(text) == moment)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:30Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
        "2026-03-01T09:30:61Z", "2026-03-01T09:30:00", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00.1234567890Z",
        "2026-03-01T09:30:00+24:00", "2026-03-01T09:30:00Zx", "1600-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2262-04-11T23:47:16.854775808Z", "+026-03-01T09:30:00Z",
    ])
    func `rejects what is no moment`(text: String) {
        #expect(throws: TextValueError.self) { try TimeText.parse(text) }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `any moment comes back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let moment = Int64.random(in: .min ... .max, using: &random)

            #expect(try TimeText.parse(TimeText.format(unixNanoseconds: moment)) == moment)
            _ = try? TimeText.parse(
                String(decoding: random.mutated(Array("2026-03-01T09:30:00.5+01:00".utf8)), as: UTF8.self))
        }
    }
}
