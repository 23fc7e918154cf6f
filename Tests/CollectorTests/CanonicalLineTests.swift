import BehaviourModel
import Collector
import Foundation
import TestRandom
import Testing

/// The pass over a line's bytes agrees with the reading of its tree: the same lines, the same columns, the same refusals.
@Suite struct CanonicalLineTests {
    private let agent: AgentName
    private let body = IngestBody()

    init() throws { agent = try #require(AgentName("node-7")) }

    /// What becomes of a line: itself, or why it is refused.
    private func outcome(_ read: () throws -> ReceivedLine?) -> Result<ReceivedLine?, IngestRefusal> {
        do { return .success(try read()) } catch let refusal as IngestRefusal { return .failure(refusal) } catch {
            Issue.record(error)
            return .success(nil)
        }
    }

    /// Whether the line was taken.
    @discardableResult
    private func expectAgreement(on line: [UInt8]) -> Bool {
        guard !line.isEmpty, !line.contains(UInt8(ascii: "\n")) else { return false }
        let one = outcome { try body.read(line, agent: agent, serial: "01", received: 0).lines.first }
        let other = outcome { try body.line(line, number: 1, agent: agent) }

        if one != other { Issue.record("\(one), not \(other): \(String(decoding: line, as: UTF8.self))") }
        return (try? one.get()) != nil
    }

    private static let zeros = String(repeating: "0", count: 64)

    private static func line(_ members: String, schema: String = "yagura.alert/1") -> String {
        #"{"agent":"node-7","epoch":"e","previous":"\#(zeros)","schema":"\#(schema)","sequence":1\#(members)}"#
    }

    @Test(arguments: [
        line(""), line(#","severity":"high""#), line(#","severity":7"#), line(#","severity":null"#),
        line(#","workload":{"name":"web","scope":"host"}"#), line(#","workload":{"name":"web"}"#),
        line(#","workload":{"name":"web","scope":null}"#), line(#","workload":{"scope":"host","name":"web"}"#),
        line(#","workload":{"name":"a","name":"b","scope":"host"}"#), line(#","workload":[]"#),
        line(#","workload":"""#),
        line(#","workload":{"name":"","scope":"host"}"#), line(#","x":{"b":1,"a":2}"#), line(#","x":{"a":1,"a":2}"#),
        line(#","x":{"":1,"a":[{}]}"#), line(#","x":"\u0041\n\/\"\\""#), line(#","x":"\ud83d\ude00""#),
        line(#","x":"\ud83d""#), line(#","x":"\q""#), line(#","x":"\u12""#), line(#","x":"é漢😀""#),
        line(#","é":1"#), line(#","\u0078":1"#), line(#","x":-0"#), line(#","x":01"#), line(#","x":-"#),
        line(#","x":1.5"#), line(#","x":1e3"#), line(#","x":123456789012345678901"#), line(#","x":tru"#),
        line(#","x":truex"#), line(#", "x":1"#), line(#","x":[1,]"#), line(#","x":[,1]"#), line(#","x":{,}"#),
        line(#","x":{"a":1,}"#), line(#","x""#), line(#","x":"#), line(","), line("", schema: "yagura.tombstone/1"),
        line("", schema: ""), line("") + "x", line("") + " ", " " + line(""), line("") + line(""),
        line(#","severity":"h\u0069gh""#), line(#","workload":{"name":"a\u0000b","scope":"host"}"#),
        line(#","sequence":2"#), line("").replacing(#""sequence":1"#, with: #""sequence":1234567890123456789"#),
        line("").replacing(#""sequence":1"#, with: #""sequence":-1"#),
        line("").replacing(#""sequence":1"#, with: #""sequence":1.0"#),
        line("").replacing(#""sequence":1"#, with: #""sequence":0"#),
        line("").replacing(#""epoch":"e""#, with: #""epoch":"""#),
        line("").replacing(#""epoch":"e""#, with: #""epoch":"é""#),
        line("").replacing("node-7", with: "node-8"), line("").replacing("node-7", with: "node\\u002d7"),
        line("").replacing("0000", with: "00zz"), line("").replacing("0000", with: "00Aa"),
        #"{"about":"x","agent":"node-7","epoch":"e","id":"","incident":"i","kind":"k","previous":"\#(zeros)","schema":"s","sequence":1}"#,
        line(#","x":"# + String(repeating: "[", count: 63) + String(repeating: "]", count: 63)),
        line(#","x":"# + String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
        line(#","x":"# + String(repeating: #"{"a":"#, count: 63) + "1" + String(repeating: "}", count: 63)),
        line(#","x":"# + String(repeating: #"{"a":"#, count: 64) + "1" + String(repeating: "}", count: 64)),
        line(#","x":"# + String(repeating: "[", count: 20_000)),
        line(#","x":"\#(String(repeating: "x", count: 1 << 20))""#), "{}", "[]", "", "{", "\"", "null",
    ])
    func `both say the same`(text: String) {
        expectAgreement(on: Array(text.utf8))
    }

    @Test func `both say the same about bytes that are not UTF-8`() {
        for bytes in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] as [[UInt8]] {
            let text = Self.line(#","x":"MARK""#)
            expectAgreement(on: Array(text.utf8).replacing(Array("MARK".utf8), with: bytes))
        }
    }

    @Test func `both say the same about damaged lines`() {
        var random = SeededGenerator(seed: 0x1A6E57)
        var maker = LineMaker()
        let seeds = [
            maker.next(), maker.tombstone(3),
            maker.next {
                $0.workload = AlertWorkload(scope: "shop", name: "wéb")
                ($0.incident, $0.about, $0.remark) = ("i-1", "x", "a \"quoted\" word\nand 😀")
            },
            Array(Self.line(#","workload":{"name":"web","scope":"host"},"x":[1,{"a":null},"\u00e9"]"#).utf8),
        ]

        for seed in seeds { expectAgreement(on: seed) }
        for _ in 0..<20_000 {
            expectAgreement(on: random.mutated(seeds.randomElement(using: &random) ?? []))
        }
    }

    @Test(arguments: [8, 30, 120], seeds)
    func `both say the same about lines with a fault here and there`(rarity: Int, seed: UInt64) {
        var writing = LineWriting(seed: seed, rarity: rarity)
        var taken = 0
        for _ in 0..<Self.runs where expectAgreement(on: writing.line()) { taken += 1 }

        // Neither all nor none: both answers were compared.
        #expect(taken > 0 && taken < Self.runs)
    }

    private static let runs = 5_000
    /// More of them for a longer search: `YAGURA_FUZZ_SEEDS=200`.
    private static let seeds: [UInt64] = Array(
        1...max(1, UInt64(ProcessInfo.processInfo.environment["YAGURA_FUZZ_SEEDS"] ?? "") ?? 1))

    @Test func `lines that are right, wrong and of a tree's stand in one body`() throws {
        var maker = LineMaker()
        var lines = maker.lines(3)
        lines[1] = Array("{ ".utf8) + lines[1].dropFirst()

        let batch = try body.read(LineMaker.body(lines), agent: agent, serial: "01", received: 0)

        #expect(batch.lines.map(\.bytes) == lines)
        #expect(throws: IngestRefusal.self) {
            try body.read(LineMaker.body([lines[0], [0x7B], lines[2]]), agent: agent, serial: "01", received: 0)
        }
    }
}
