import ConfigurationReading
import AgentRuntime
import BehaviourModel
import Testing

@Suite struct ConfigurationHostileTests {
    private func problem(_ bytes: [UInt8]) -> String? {
        switch AgentConfiguration.parse(bytes) {
        case .success: nil
        case .failure(let problems): problems.problems.first?.description
        }
    }

    @Test func `a huge file is refused before it is read`() {
        let text = String(repeating: "# comment\n", count: 100_000)

        #expect(problem(Array(text.utf8)) == "agent.yaml: expected a file of at most 256 KiB, found 1000000 bytes")
    }

    @Test(arguments: [
        ("deep lists", String(repeating: "[", count: 200_000), "levels of maps and lists"),
        ("deep maps", String(repeating: "{a: ", count: 60_000), "levels of maps and lists"),
        (
            "deep blocks", (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "levels of maps and lists"
        ),
        ("many values", "redact: [" + String(repeating: "a,", count: 100_000) + "]", "at most 20000 values"),
        ("a bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "an anchor (&) is not used here"),
        ("an alias alone", "a: *b\n", "valid YAML"),
        ("a tag", "mode: !!python/object alert\n", "a tag (!) is not used here"),
        ("a tag on a map", "time: !x { scale: 1 }\n", "a tag (!) is not used here"),
        ("an anchored key", "&k mode: alert\n", "an anchor (&) is not used here"),
        ("a directive", "%YAML 1.1\n---\nmode: alert\n", "a directive (%) is not used here"),
        ("two documents", "mode: alert\n---\nmode: observe\n", "one document in a file"),
        ("a map as key", "{a: b}: c\n", "a key is a word"),
        ("a list as key", "? [a]\n: b\n", "a key is a word"),
        ("truncated", "learning: { window: 60s", "valid YAML"),
        ("an open quote", "mode: \"al", "valid YAML"),
        ("tabs", "time:\n\tscale: 1\n", "valid YAML"),
        ("a merge key", "<<: { mode: alert }\n", "one of the keys"),
        ("a control character", "mode: \u{1}\n", "valid YAML"),
        ("a long key", String(repeating: "k", count: 1_000) + ": 1\n", "one of the keys"),
        ("a terminal's escape", "\"mode\\e[2J\": 1\n", "\\x1b[2J"),
    ])
    func `a hostile file is a clear problem`(name: String, text: String, expected: String) {
        let found = problem(Array(text.utf8))

        #expect(found?.contains(expected) == true, "\(name): \(found ?? "no problem")")
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x6D, 0x00],  // UTF-16
            [0x6D, 0x6F, 0x80],
            [0xC0, 0xAF],
            [0xED, 0xA0, 0x80],  // a surrogate
        ] as [[UInt8]])
    func `other bytes than UTF-8 are refused`(bytes: [UInt8]) {
        #expect(problem(bytes) == "agent.yaml: expected UTF-8 text, found other bytes")
    }

    @Test func `numbers at every edge are read or refused, never trapped on`() {
        for number in [
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-1", "+1", "1e3", "0x10", "1_000",
            "٣", "",
            "99999999999999999999999999999999d", "9223372036854775807d", "0s", "-5s", "9223372036854775807TiB",
        ] {
            for key in [
                "time: { scale: ", "learning: { window: ", "learning: { support: ", "limits: { memory: ",
                "store: { limit: ",
                "response: { max_containers: ", "limits: { cpu: ", "audit: { backlog: ",
            ] {
                _ = problem(Array("\(key)\(number) }".utf8))
                _ = problem(Array("\(key)\(number)% }".utf8))
            }
        }
    }

    /// Three thousand mutations of a valid file by a fixed seed: each is read or refused with a place inside the file.
    @Test func `mutated files never trap`() {
        let seed = Array(AgentConfiguration().effectiveYAML.utf8)
        let tokens = [
            "{", "}", "[", "]", ":", "\n", " ", "&", "*", "!", "|", ">", "\"", "'", "#", "-", "?", "%", "\u{0}", "~",
            ",",
        ]
        var state: UInt64 = 0x5EED
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % max(1, bound)
        }
        var refused = 0

        for _ in 0..<3_000 {
            var bytes = seed
            for _ in 0...next(4) {
                let place = next(bytes.count)
                switch next(5) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(contentsOf: tokens[next(tokens.count)].utf8, at: place)
                case 2: bytes[place] = UInt8(truncatingIfNeeded: next(256))
                case 3: bytes.removeSubrange(place..<min(bytes.count, place + next(40)))
                default:
                    let end = min(bytes.count, place + next(40))
                    bytes.insert(contentsOf: bytes[place..<end], at: next(bytes.count))
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            if case .failure(let problems) = AgentConfiguration.parse(bytes) {
                refused += 1
                let lines = bytes.count { $0 == 0x0A } + 2
                #expect(!problems.problems.isEmpty)
                #expect(problems.problems.allSatisfy { ($0.line ?? 1) <= lines })
            }
        }
        #expect(refused > 300)
    }
}
