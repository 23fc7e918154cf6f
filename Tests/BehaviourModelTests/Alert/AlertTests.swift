import BehaviourModel
import TestRandom
import Testing

@Suite struct AlertTests {
    /// The example of the interface description, with the placeholders filled in.
    static let example = """
        {"schema":"yagura.alert/1","id":"a1","agent":"node-1","epoch":"e1","sequence":42,"previous":"\(zeros)",
         "time":"2026-03-01T09:30:00.000000042Z","boot_ns":0,"boot_id":"b1",
         "kind":"anomaly","severity":"low","tripwire":null,"techniques":["T1059.004"],"incident":"i1",
         "update":false,"about":null,
         "workload":{"scope":"host","name":"web","image":"web:1","digest":null},"container":{"id":"c1",
         "name":"web-1","runtime":"docker","cgroup":"/docker/c1","pid":1},
         "origin":"service","process":{"pid":1,"start_boot_ns":0,"executable":"/bin/sh",
         "executable_origin":"image","arguments":["sh","-c","id"],"redacted":false,"uid":0,
         "lineage":["/usr/sbin/nginx"]},
         "items":[{"family":"lineage","context":"/usr/sbin/nginx@image","item":"/bin/sh@image","millibits":14299,
         "support":0,"needed":3,"exposed_windows":10080,"nearest":"n","edit":"e"}],
         "score":{"lane":"novelty","statistic":"S","millibits":14299,"calibrated_millibits":13299,
         "floor_millibits":13299,"as_high":0,"windows":10080,"tokens_milli":1000,"budget":{"incidents":1,
         "period":"7d"}},
         "learning":{"state":"complete","drifting":false,"expected_new_per_period_milli":800,
         "at_most_milli":2900,"declared_by":null,"time_scale":1},
         "missing":{"events":0,"since":null},"sensor":"audit","vocabulary":1,"response":{"mode":"enforce",
         "plan":"freeze","lease":"l1"},
         "latency_ns":{"seen":0,"decided":0},"baseline":"\(zeros)","configuration":"\(zeros)"}
        """
    private static let zeros = String(repeating: "0", count: 64)

    @Test func `reads the interface's example and writes every field back`() throws {
        let json = try JSONParser.parse(Self.example)

        let alert = try Alert(json)

        #expect(alert.json == json)
        #expect(alert.line == CanonicalJSON.bytes(json))
        #expect(alert.kind == .anomaly && alert.severity == .low && alert.learning?.state == .complete)
        #expect(alert.process?.executableOrigin == .image && alert.origin == .known(.service))
        #expect(alert.unixNanoseconds == 1_772_357_400_000_000_042)
        #expect(alert.validate().isEmpty)
    }

    @Test func `keeps unknown fields and words at every level`() throws {
        var json = try JSONParser.parse(Self.example)
        var levels = 0
        json = adding(unknown: 1.5, to: json, levels: &levels)
        guard case .object(var object) = json else { return }
        object["kind"] = "prophecy"
        object["severity"] = "apocalyptic"

        let alert = try Alert(.object(object))

        #expect(levels == 11)
        #expect(alert.json == .object(object))
        #expect(alert.kind == .other("prophecy"))
        #expect(alert.kind.known == nil)
    }

    @Test(arguments: [
        "workload", "container", "origin", "process", "score", "learning", "response", "latency_ns", "incident",
        "sensor", "baseline",
    ])
    func `may lack what a kind has not`(key: String) throws {
        var object = try #require(try JSONParser.parse(Self.example).object)
        object[key] = .null

        let alert = try Alert(.object(object))

        #expect(alert.json == .object(object))
    }

    @Test(
        arguments: [
            ("schema", "yagura.alert/2", "field schema: expected \"yagura.alert/1\", found \"yagura.alert/2\""),
            ("id", .null, "field id: expected a string, found nothing"),
            (
                "sequence", "42",
                "field sequence: expected a whole number from -9223372036854775808 to 9223372036854775807, found a string"
            ),
            (
                "boot_ns", -1,
                "field boot_ns: expected a whole number from 0 to 18446744073709551615, found a whole number"
            ),
            ("time", "now\n", "field time: expected a time such as 2026-03-01T09:30:00Z, found \"now\\x0a\""),
            ("techniques", ["T1", 2], "field techniques[1]: expected a string, found a whole number"),
            (
                "process", ["pid": 4294967296],
                "field process.pid: expected a whole number from -2147483648 to 2147483647, found a whole number"
            ),
            ("items", [[:]], "field items[0].family: expected a string, found nothing"),
            ("score", [], "field score: expected an object, found a list"),
        ] as [(String, JSONValue, String)])
    func `names the field that is wrong`(key: String, value: JSONValue, message: String) throws {
        var object = try #require(try JSONParser.parse(Self.example).object)
        object[key] = value

        let error = #expect(throws: AlertError.self) { try Alert(.object(object)) }

        #expect(error?.description == "alert line of another schema, or damaged: \(message)")
    }

    @Test func `checks that the items sum to the score`() throws {
        var alert = try Alert(JSONParser.parse(Self.example))

        alert.score?.millibits = 14_298
        #expect(alert.validate().map(\.description) == ["the items sum to 14299 millibits, the score says 14298"])

        alert.items.append(alert.items[0])
        alert.items[1].millibits = .max
        #expect(alert.validate().map(\.description) == ["the items' millibits do not fit 64 bits"])

        alert.items = []
        alert.score = nil
        #expect(alert.validate().count == 2)
    }

    @Test func `a record of a response says what became of it`() throws {
        var alert = Alert(
            id: "r1", agent: "node-1", kind: .response, severity: .low, unixNanoseconds: 0, bootNanoseconds: 7,
            bootID: "b",
            configuration: "c")
        alert.about = "a1"
        alert.response = AlertResponse(mode: .enforce, plan: "freeze", lease: "l", outcome: .failed, reason: "gone")

        let read = try Alert(line: alert.line.span)

        #expect(read == alert)
        #expect(read.response?.outcome == .known(.failed))
        #expect(alert.validate().isEmpty)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `survives damaged lines, and what it accepts comes back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let line = Array(Self.example.utf8)
        for _ in 0..<300 {
            let damaged = random.mutated(line)
            guard let alert = try? Alert(line: damaged.span) else { continue }

            #expect(try Alert(line: alert.line.span) == alert)
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `survives any value in any field`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let object = try #require(try JSONParser.parse(Self.example).object)
        for key in object.keys {
            var changed = object
            changed[key] = random.json()
            guard let alert = try? Alert(.object(changed)) else { continue }

            #expect(try Alert(line: alert.line.span) == alert)
            _ = alert.validate()
        }
    }

    private func adding(unknown number: Double, to value: JSONValue, levels: inout Int) -> JSONValue {
        switch value {
        case .object(let object):
            levels += 1
            var result = JSONObject(
                object.members.map { ($0.key, adding(unknown: number, to: $0.value, levels: &levels)) })
            result["x_later"] = .number("\(number)")
            return .object(result)
        case .array(let values): return .array(values.map { adding(unknown: number, to: $0, levels: &levels) })
        default: return value
        }
    }
}
