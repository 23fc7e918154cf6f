import BehaviourModel
import TestRandom
import Testing

@Suite struct EscapedTextTests {
    @Test(
        arguments: [
            (Array("/bin/sh".utf8), "/bin/sh"),
            (Array("a b\"c'".utf8), "a b\"c'"),
            (Array("a\\b".utf8), "a\\\\b"),
            (Array("\\x41".utf8), "\\\\x41"),  // looks like an escape, is a name
            (Array("a\nb\u{1B}[2J\u{7F}".utf8), "a\\x0ab\\x1b[2J\\x7f"),
            (Array("é漢😀".utf8), "é漢😀"),
            (Array("\u{85}".utf8), "\\xc2\\x85"),
            (Array("\u{202E}gpj.exe".utf8), "\\xe2\\x80\\xaegpj.exe"),
            (Array("\u{2028}\u{2069}".utf8), "\\xe2\\x80\\xa8\\xe2\\x81\\xa9"),
            ([0xFF, 0x41, 0xC3], "\\xffA\\xc3"),  // not UTF-8; cut off
            ([0xC0, 0xAF], "\\xc0\\xaf"),  // longer than needed
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),  // a surrogate
            ([0xE2, 0x82, 0x41], "\\xe2\\x82A"),
            ([0, 0], "\\x00\\x00"),
        ] as [([UInt8], String)])
    func `prints hostile bytes, and gives them back`(bytes: [UInt8], text: String) {
        #expect(EscapedText.string(bytes) == text)
        #expect(EscapedText.decode(text) == bytes)
    }

    @Test(arguments: ["\\", "\\x", "\\x4", "\\x4g", "\\n", "a\\"])
    func `decodes no text that it would not write`(text: String) {
        #expect(EscapedText.decode(text) == nil)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `is reversible for any bytes and prints no control character`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<300 {
            let bytes = round % 2 == 0 ? random.bytes(upTo: 64) : random.mutated(Array(random.string().utf8))

            let text = EscapedText.string(bytes)

            #expect(EscapedText.decode(text) == bytes)
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
            #expect(
                !text.unicodeScalars.contains {
                    $0.properties.isBidiControl || $0.value == 0x2028 || $0.value == 0x2029
                })
        }
    }

    @Test func `never writes a replacement character for valid or invalid bytes`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                #expect(EscapedText.decode(EscapedText.string([first, second])) == [first, second])
            }
        }
    }
}
