import BehaviourModel

extension FuzzEntry {
    static let texts = [
        FuzzEntry(
            "escaped-text", "EscapedText: any bytes printable, and back",
            seeds: { Seeds.texts("/bin/sh", #"a\x0ab\\c"#, "a\u{1B}[2J\u{202E}\u{7F}é\u{10FFFF}", #"\x"#, #"\xZZ"#) }
        ) { bytes in
            let text = EscapedText.string(bytes)
            expect(EscapedText.decode(text) == bytes, "what was escaped comes back")
            expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "nothing unprintable stays")
            guard let input = String(validating: bytes, as: UTF8.self), let decoded = EscapedText.decode(input) else {
                return
            }
            expect(EscapedText.decode(EscapedText.string(decoded)) == decoded, "what was decoded comes back")
        },
        FuzzEntry(
            "time-text", "TimeText: RFC 3339",
            seeds: {
                Seeds.texts(
                    "2026-11-24T21:44:05.856139204Z", "1970-01-01T00:00:00Z", "2262-04-11T23:47:16.854775807Z",
                    "1677-09-21T00:12:43.145224192Z", "2024-02-29T23:59:60Z", "2026-01-01t00:00:00.5+01:30")
            }
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let time = try? TimeText.parse(text) {
                let written = TimeText.format(unixNanoseconds: time)
                expect((try? TimeText.parse(written)) == time, "\(written) is \(time)")
            }
            // Any number is a time.
            let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let written = TimeText.format(unixNanoseconds: Int64(bitPattern: number))
            expect((try? TimeText.parse(written)) == Int64(bitPattern: number), "\(written) comes back")
        },
        FuzzEntry(
            "duration-text", "DurationText and ByteSizeText",
            seeds: { Seeds.texts("20s", "7d", "1h30m", "250ms", "9223372036854775807ns", "0", "256MiB", "1.5GiB", "-3s") }
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let number = try? DurationText.nanoseconds(text) {
                let written = DurationText.format(nanoseconds: number)
                expect((try? DurationText.nanoseconds(written)) == number, "\(written) is \(number) ns")
                if let duration = try? DurationText.parse(text) {
                    expect(DurationText.nanoseconds(in: duration) == number, "\(text) as a duration")
                }
            }
            if let size = try? ByteSizeText.parse(text) {
                expect((try? ByteSizeText.parse(ByteSizeText.format(size))) == size, "\(size.bytes) bytes come back")
            }
        },
    ]
}
