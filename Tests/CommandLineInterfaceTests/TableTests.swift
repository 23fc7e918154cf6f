import Testing

@testable import CommandLineInterface

@Suite struct TableTests {
    private func table(_ rows: [[String]]) -> Table {
        var table = Table([.text("NAME"), .number("COUNT"), .flexible("WHAT")])
        for row in rows { table.add(row) }
        return table
    }

    @Test func `columns are as wide as their content`() {
        #expect(
            table([["a", "1", "x"], ["longer", "10000", ""]]).lines(limit: nil) == [
                "NAME    COUNT  WHAT", "a           1  x", "longer  10000",
            ])
    }

    @Test func `only flexible columns give way to a narrow terminal`() {
        let lines = table([["name", "1", "a sentence that is too long for it"]]).lines(limit: 30)

        #expect(lines == ["NAME  COUNT  WHAT", "name      1  a sentence that …"])
    }

    @Test func `several flexible columns share what is missing`() {
        var table = Table([.flexible("A"), .flexible("B")])
        table.add([String(repeating: "a", count: 40), String(repeating: "b", count: 12)])

        #expect(
            table.lines(limit: 34).last == String(repeating: "a", count: 19) + "…  " + String(repeating: "b", count: 12)
        )
    }

    @Test(arguments: 0..<24)
    func `no line is wider than the terminal, however narrow`(limit: Int) {
        let lines = table([["name", "1", "some longer text"], ["日本語の名前", "2", "ｗｉｄｅ"]]).lines(limit: limit)

        for line in lines { #expect(DisplayWidth.of(line) <= limit) }
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("", 0), ("a\u{200B}b", 2)])
    func `width counts columns, not characters`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("plain \\x1b", "plain \\x1b"), ("\u{1B}[2J", "\\x1b[2J"), ("a\nb", "a\\x0ab"), ("\u{202E}", "\\xe2\\x80\\xae"),
        ("", ""), ("\\", "\\"),
    ])
    func `the last look leaves what is escaped, and escapes the rest`(text: String, expected: String) {
        #expect(PrintableText.checked(text) == expected)
    }

    @Test(arguments: [
        (Int64(12_000), "12us"), (4_200_000, "4.2ms"), (310_000_000, "310ms"), (59_000_000_000, "59s"),
        (130_000_000_000, "2m 10s"), (93_600_000_000_000, "1d 2h"), (.max, "106751d 23h"), (-5, "0us"), (.min, "0us"),
    ])
    func `durations have two units`(nanoseconds: Int64, expected: String) {
        #expect(Figures.duration(max(0, nanoseconds)) == expected)
    }

    @Test(arguments: [(Int64.max, "8191.9 TiB"), (0, "0 B"), (-1, "-1 B"), (1536, "1.5 KiB"), (.min, "8192.0 TiB")])
    func `sizes never trap`(bytes: Int64, expected: String) {
        #expect(!Figures.size(bytes).isEmpty)
        if bytes >= 0, bytes < .max { #expect(Figures.size(bytes) == expected) }
    }

    @Test(arguments: [Int64.min, .max, -1, 0, 49, 50, 99_999])
    func `thousandths and millionths never trap`(value: Int64) {
        #expect(!Figures.milli(value).isEmpty)
        #expect(!Figures.ppm(value).isEmpty)
    }
}
