import TestRandom

/// Writes lines that are canonical JSON but for a fault here and there: keys out of order or twice, white space, odd numbers,
/// escapes, bytes that are not UTF-8, depth.
struct LineWriting {
    var random: SeededGenerator
    /// One place in so many has a fault.
    private let rarity: Int
    private(set) var bytes: [UInt8] = []

    init(seed: UInt64, rarity: Int) {
        random = SeededGenerator(seed: seed)
        self.rarity = rarity
    }

    private mutating func isFaulty() -> Bool { Int.random(in: 0..<rarity, using: &random) == 0 }

    private mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }

    private mutating func put(_ text: String) {
        bytes += text.utf8
        if isFaulty() { bytes += pick([" ", "\t", ",", "\"", "}", "\r", "0", "\\"]).utf8 }
    }

    mutating func line() -> [UInt8] {
        bytes = []
        var members = [
            ("agent", text("node-7", or: ["node-8", "node\\u002d7", "", "K"])),
            ("epoch", text("e-1", or: ["", "é", "a b", "\\u0065", String(repeating: "e", count: 129)])),
            (
                "previous",
                text(String(repeating: "0aF", count: 21) + "0", or: ["0", "", String(repeating: "g", count: 64)])
            ),
            ("schema", text("yagura.alert/1", or: ["yagura.tombstone/1", "", "s\\u0000t", "\\ud800"])),
            ("sequence", isFaulty() ? number() : "\(Int.random(in: 1...1_000, using: &random))"),
        ]
        for key in ["about", "id", "incident", "kind", "severity"] where Bool.random(using: &random) {
            members.append((key, text(pick(["high", "low", "é", "", "x-1"]), or: ["a\\u0000", "\\n", "\\/"])))
        }
        for key in ["x", "sequenceses", "", "epochs", "workloads", "idx", "é", "\\u0078"] where isFaulty() {
            members.append((key, value(depth: 1)))
        }
        members.append(("items", value(depth: 1)))
        if Bool.random(using: &random) { members.append(("workload", workload())) }
        members = members.filter { _ in !isFaulty() }
        object(members)
        return bytes
    }

    private mutating func workload() -> String {
        if isFaulty() { return value(depth: 1) }
        var members = [("name", text("web", or: ["", "\\u0000", "é"])), ("scope", text("shop", or: ["", "a/b"]))]
        if isFaulty() { members.append((pick(["name", "scopes", "", "z"]), value(depth: 2))) }
        return nested { $0.object(members) }
    }

    private mutating func text(_ usual: String, or odd: [String]) -> String {
        guard isFaulty() else { return "\"\(usual)\"" }
        return Bool.random(using: &random) ? "\"\(pick(odd))\"" : value(depth: 3)
    }

    private mutating func number() -> String {
        pick([
            "0", "-0", "-1", "01", "1.0", "1e2", "-", "+1", "9223372036854775806", "9223372036854775807",
            "9223372036854775808", "999999999999999999", "1000000000000000000", "18446744073709551617", "1.", "1e",
            ".5",
            String(repeating: "9", count: 400), "NaN", "null",
        ])
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return number()
        case 1: return pick(["true", "false", "null", "tru", "nulll", "True"])
        case 2, 3:
            return "\"\(pick(["", "plain", "é漢😀", "\\ud83d\\ude00", "\\ud83d", "\\u00e9", "\\q", "\\u12", "\u{7F}"]))\""
        case 4 where depth < 6:
            return "["
                + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1) }.joined(
                    separator: ",")
                + "]"
        case 5 where depth < 6:
            let members = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                (pick(["a", "ab", "b", "", "a-longer-key", "a-longer-kez", "Z", "é"]), value(depth: depth + 1))
            }
            return nested { $0.object(members) }
        case 6 where isFaulty():
            let count = Int.random(in: 60...66, using: &random)
            let (open, close) = Bool.random(using: &random) ? ("[", "]") : (#"{"a":"#, "}")
            return String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
        default: return "\(Int.random(in: -9...9, using: &random))"
        }
    }

    /// Members in order, unless there is a fault.
    private mutating func object(_ members: [(String, String)]) {
        var members = members
        if isFaulty() {
            members.shuffle(using: &random)
        } else {
            members.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        }
        if isFaulty(), let one = members.randomElement(using: &random) { members.append(one) }
        put("{")
        for (index, member) in members.enumerated() {
            if index > 0 { put(",") }
            put("\"\(member.0)\"")
            put(":")
            put(member.1)
        }
        put("}")
        if isFaulty(), !bytes.isEmpty {
            bytes.insert(UInt8.random(in: 0x80...0xFF, using: &random), at: bytes.count / 2)
        }
    }

    /// What `write` writes, as a text of its own.
    private mutating func nested(_ write: (inout LineWriting) -> Void) -> String {
        let outer = bytes
        bytes = []
        write(&self)
        defer { bytes = outer }
        return String(decoding: bytes, as: UTF8.self)
    }
}
