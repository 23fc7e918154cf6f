import BehaviourModel
import CGzip
import Collector
import Testing

@Suite struct IngestBodyTests {
    private let agent: AgentName

    init() throws { agent = try #require(AgentName("node-7")) }

    @Test func `lines are kept byte for byte with their columns`() throws {
        var maker = LineMaker()
        let lines = maker.lines(3)

        let batch = try batch(lines)

        #expect(batch.lines.map(\.bytes) == lines)
        #expect(batch.epoch == maker.epoch)
        #expect(batch.lines.map(\.sequence) == [1, 2, 3])
        let columns = try #require(batch.lines.first?.projection)
        #expect(columns.severity == 3)
        #expect(columns.workload == "host/web")
        #expect(columns.kind == "tripwire")
    }

    @Test func `a last line without a line end counts`() throws {
        var maker = LineMaker()

        let batch = try IngestBody().read(maker.next(), agent: agent, serial: "01", received: 0)

        #expect(batch.lines.count == 1)
    }

    @Test func `a line of a later schema is taken as it is`() throws {
        let text =
            #"{"agent":"node-7","epoch":"e","previous":"\#(String(repeating: "0", count: 64))","schema":"yagura.alert/9","sequence":1,"shape":[1.5]}"#

        let batch = try IngestBody().read(Array(text.utf8), agent: agent, serial: "01", received: 0)

        #expect(batch.lines.first?.bytes == Array(text.utf8))
        #expect(batch.lines.first?.projection.schema == "yagura.alert/9")
    }

    static let zeros = String(repeating: "0", count: 64)

    @Test(arguments: [
        ("not JSON", "hello"),
        ("no object", "[]"),
        ("an empty line", ""),
        ("cut short", #"{"agent":"node-7""#),
        ("no agent", #"{"epoch":"e","previous":"\#(zeros)","schema":"x","sequence":1}"#),
        ("no epoch", #"{"agent":"node-7","previous":"\#(zeros)","schema":"x","sequence":1}"#),
        ("no sequence", #"{"agent":"node-7","epoch":"e","previous":"\#(zeros)","schema":"x"}"#),
        ("sequence zero", #"{"agent":"node-7","epoch":"e","previous":"\#(zeros)","schema":"x","sequence":0}"#),
        (
            "the last sequence",
            #"{"agent":"node-7","epoch":"e","previous":"\#(zeros)","schema":"x","sequence":9223372036854775807}"#
        ),
        (
            "a sequence that is text",
            #"{"agent":"node-7","epoch":"e","previous":"\#(zeros)","schema":"x","sequence":"1"}"#
        ),
        ("a hash that is none", #"{"agent":"node-7","epoch":"e","previous":"00","schema":"x","sequence":1}"#),
        (
            "one key twice",
            #"{"agent":"node-7","agent":"node-8","epoch":"e","previous":"\#(zeros)","schema":"x","sequence":1}"#
        ),
        (
            "not UTF-8 in an escape",
            #"{"agent":"node-7","epoch":"\ud800","previous":"\#(zeros)","schema":"x","sequence":1}"#
        ),
        (
            "a raw carriage return between values",
            "{\r\"agent\":\"node-7\",\"epoch\":\"e\",\"previous\":\"\(zeros)\",\"schema\":\"x\",\"sequence\":1}"
        ),
        (
            "a raw tab at the end",
            "{\"agent\":\"node-7\",\"epoch\":\"e\",\"previous\":\"\(zeros)\",\"schema\":\"x\",\"sequence\":1}\t"
        ),
        ("too deep", #"{"agent":"node-7","a":"# + String(repeating: "[", count: 100_000)),
        (
            "a long epoch",
            #"{"agent":"node-7","epoch":"\#(String(repeating: "e", count: 200))","previous":"\#(zeros)","schema":"x","sequence":1}"#
        ),
    ])
    func `what can never be stored names its line`(what: String, text: String) throws {
        var maker = LineMaker()
        let body = LineMaker.body([maker.next(), Array(text.utf8), maker.next()])

        let refusal = #expect(throws: IngestRefusal.self) {
            try IngestBody().read(body, agent: agent, serial: "01", received: 0)
        }

        guard case .line(2, _)? = refusal else {
            Issue.record("\(what): \(String(describing: refusal))")
            return
        }
    }

    @Test func `a reason does not quote what it found at its length`() throws {
        let hash = String(repeating: "f", count: 900_000)
        let text = #"{"agent":"node-7","epoch":"e","previous":"\#(hash)","schema":"x","sequence":1}"#

        let refusal = #expect(throws: IngestRefusal.self) {
            try IngestBody().read(Array(text.utf8), agent: agent, serial: "01", received: 0)
        }

        guard case .line(1, let reason)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(reason.contains("field previous: expected 64 hexadecimal digits") && reason.utf8.count < 1_000)
    }

    @Test func `a line of another agent is refused as such`() throws {
        var maker = LineMaker(agent: "node-8")
        let body = LineMaker.body([maker.next()])

        #expect(throws: IngestRefusal.foreignAgent(line: 1, found: "node-8")) {
            try IngestBody().read(body, agent: agent, serial: "01", received: 0)
        }
    }

    @Test func `two epochs in one body, too many lines and an empty body are refused`() throws {
        var one = LineMaker()
        var other = LineMaker(epoch: "other")
        var limits = IngestBody.Limits()
        limits.lines = 2
        let mixed = LineMaker.body([one.next(), other.next()])
        let many = LineMaker.body(one.lines(3))

        #expect(throws: IngestRefusal.mixedEpochs(line: 2)) {
            try IngestBody().read(mixed, agent: agent, serial: "01", received: 0)
        }
        #expect(throws: IngestRefusal.tooManyLines(limit: 2)) {
            try IngestBody(limits: limits).read(many, agent: agent, serial: "01", received: 0)
        }
        #expect(throws: IngestRefusal.empty) { try IngestBody().read([], agent: agent, serial: "01", received: 0) }
    }

    @Test func `gzip comes back as it was`() throws {
        let content = Array(repeating: Array("alert ".utf8), count: 1_000).flatMap { $0 }

        #expect(try IngestBody().unpack(pack(content)) == content)
        #expect(try IngestBody().unpack(pack([])) == [])
    }

    @Test func `a bomb is refused before it is unpacked, and one that lies about its size while it is`() throws {
        var limits = IngestBody.Limits()
        limits.bytes = 1 << 20
        let body = IngestBody(limits: limits)
        let bomb = pack([UInt8](repeating: 0, count: 64 << 20))
        let liar = bomb.dropLast(4) + [0, 4, 0, 0]

        #expect(bomb.count < 100_000)
        #expect(throws: IngestRefusal.tooLarge(limit: 1 << 20)) { try body.unpack(bomb) }
        #expect(throws: IngestRefusal.notGzip) { try body.unpack(Array(liar)) }
    }

    @Test func `what is not gzip, cut short, damaged or longer is refused`() throws {
        let whole = pack(Array("an alert, and another".utf8))
        var damaged = whole
        damaged[14] ^= 0x55

        for bytes in [
            [], [0x1F], Array("plain text of some length, not packed".utf8), Array(whole.dropLast(9)), damaged,
            whole + whole,
        ] {
            #expect(throws: IngestRefusal.self) { try IngestBody().unpack(bytes) }
        }
    }
}

/// gzip, as a relay packs.
func pack(_ content: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: yagura_gzip_bound(content.count))
    let written = content.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer {
            yagura_gzip_pack(input.baseAddress, input.count, $0.baseAddress, $0.count, 6)
        }
    }
    return Array(output.prefix(max(0, Int(written))))
}
