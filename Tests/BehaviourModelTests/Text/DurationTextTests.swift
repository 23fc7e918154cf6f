import BehaviourModel
import Testing

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("0s", .zero), ("200ms", .milliseconds(200)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("90s", .seconds(90)),
            ("1h", .seconds(3_600)), ("7d", .seconds(604_800)), ("15us", .microseconds(15)), ("7ns", .nanoseconds(7)),
        ] as [(String, Duration)])
    func `reads and writes`(text: String, duration: Duration) throws {
        #expect(try DurationText.parse(text) == duration)
        #expect(try DurationText.parse(DurationText.format(duration)) == duration)
    }

    @Test(
        arguments: [
            (.seconds(90), "90s"), (.seconds(120), "2m"), (.seconds(86_400 * 7), "7d"),
            (.milliseconds(1_500), "1500ms"),
            (.seconds(-5), "-5s"), (.zero, "0s"), (.seconds(Int64.max), "9223372036854775807ns"),
        ] as [(Duration, String)])
    func `writes the largest unit that loses nothing`(duration: Duration, text: String) {
        #expect(DurationText.format(duration) == text)
    }

    @Test(arguments: [
        "", "5", "s", "-5s", "+5s", "5 s", "5S", "1.5s", "1h30m", "99999999999d", "99999999999999999999s", "٣s",
    ])
    func `explains what it cannot read`(text: String) {
        let error = #expect(throws: TextValueError.self) { try DurationText.parse(text) }

        #expect(error?.description == "\"\(text)\": expected a duration such as 200ms, 30s, 5m, 1h or 7d")
    }

    @Test(arguments: [
        ("0B", 0), ("512B", 512), ("64KiB", 65_536), ("64MiB", 67_108_864), ("2GiB", 2_147_483_648), ("1TiB", 1 << 40),
    ])
    func `reads and writes sizes`(text: String, bytes: Int64) throws {
        #expect(try ByteSizeText.parse(text) == ByteCount(bytes: bytes))
        #expect(ByteSizeText.format(ByteCount(bytes: bytes)) == text)
    }

    @Test(arguments: ["", "64", "64MB", "64 MiB", "-1KiB", "9999999999GiB", "1.5GiB"])
    func `explains what is no size`(text: String) {
        #expect(throws: TextValueError.self) { try ByteSizeText.parse(text) }
    }
}
