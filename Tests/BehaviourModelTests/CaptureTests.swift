import TestRandom
import Testing

@testable import BehaviourModel

@Suite struct CaptureTests {
    static let header = CaptureHeader(
        agentVersion: "0.1.0", kernel: "6.18.0", bootID: "b", sensors: ["audit", "procfs"], isGenerated: true,
        timeScale: 1000,
        hashSeed: .max, recorded: 1_772_357_400_000_000_042)

    @Test(arguments: 0..<60)
    func `a batch comes back as it was written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let batch = random.batch()
        let line = Self.line(.batch(batch))
        var decoder = try Self.decoder()

        guard case .batch(let read) = try decoder.decode(line) else {
            Issue.record("no batch")
            return
        }

        #expect(Content(read) == Content(batch))
        #expect(decoder.unknownFields == 0)
        #expect(Self.line(.batch(read)) == line)
        #expect(!line.dropLast().contains { $0 < 0x20 })
    }

    @Test(arguments: 0..<20)
    func `a state comes back as it was written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let state = CaptureState(host: random.batch(), detection: random.json(), configuration: random.json())
        var decoder = CaptureDecoder()
        _ = try decoder.decode(Self.line(.header(Self.header)))

        guard case .state(let read) = try decoder.decode(Self.line(.state(state))) else {
            Issue.record("no state")
            return
        }

        #expect(Content(read.host) == Content(state.host))
        #expect(read.detection == state.detection)
        #expect(read.configuration == state.configuration)
    }

    @Test(arguments: [
        ControlMutation.closeIncident(id: "i", as: .expected, by: "root", comment: "it's \"fine\"\n"),
        .closeIncident(id: "i", as: .attack, by: "root", comment: nil),
        .restartLearning(WorkloadIdentity(scope: "host", name: "w\\x1b")),
        .completeLearning(WorkloadIdentity(scope: "", name: ""), by: "uid 7"),
    ])
    func `a mutation comes back as it was written`(mutation: ControlMutation) throws {
        var decoder = try Self.decoder()

        guard case .mutation(let read) = try decoder.decode(Self.line(.mutation(mutation))) else {
            Issue.record("no mutation")
            return
        }

        #expect(read == mutation)
    }

    @Test func `the header keeps what it does not know`() throws {
        var later = Self.header
        later.unknown["compression"] = ["kind": "none"]
        var decoder = CaptureDecoder()

        guard case .header(let read) = try decoder.decode(Self.line(.header(later))) else {
            Issue.record("no header")
            return
        }

        #expect(read == later)
        #expect(decoder.unknownFields == 1)
    }

    @Test func `later fields and lines are passed over and counted`() throws {
        var decoder = try Self.decoder()

        guard case .unknown("note") = try decoder.decode(Array(#"{"note":{"text":"x"}}"#.utf8)) else {
            Issue.record("known")
            return
        }
        let line = #"""
            {"batch":{"until_boot_ns":1,"wall_offset_ns":-1,"later":1,"containers":[],"losses":[],
            "observations":[{"kind":"exec","sensor":"bpf","boot_ns":7,"mood":"calm"}]},"also":2}
            """#
        guard case .batch(let batch) = try decoder.decode(Array(line.utf8)) else {
            Issue.record("no batch")
            return
        }

        #expect(batch.count == 1)
        #expect(decoder.unknownFields == 4)
    }

    @Test(arguments: [
        ("", "ends in the middle"), ("{}", "expected a batch"), ("[]", "expected an object"),
        (#"{"batch":7}"#, "field batch: expected an object"),
        (#"{"batch":{"until_boot_ns":-1}}"#, "batch.until_boot_ns: expected a whole number, not negative, found -1"),
        (#"{"batch":{"until_boot_ns":18446744073709551616}}"#, "64 bits"),
        (#"{"batch":{"until_boot_ns":1.5}}"#, "64 bits"),
        (batch(#"{"kind":"exec","sensor":"audit"}"#), "batch.observations[0].boot_ns: expected"),
        (batch(#"{"kind":"dance","sensor":"audit","boot_ns":1}"#), "found \"dance\""),
        (batch(#"{"kind":"exec","sensor":"audit","boot_ns":1,"pid":4294967296}"#), "pid"),
        (batch(#"{"kind":"exec","sensor":"audit","boot_ns":1,"flags":65536}"#), "flags"),
        (batch(#"{"kind":"exec","sensor":"audit","boot_ns":1,"path":"\\q"}"#), "printable form"),
        (batch(#"{"kind":"exec","sensor":"audit","boot_ns":1,"path":7}"#), "expected a string"),
        (batch(#"{"kind":"container_start","sensor":"audit","boot_ns":1,"container":0}"#), "an index below 0"),
        (#"{"mutation":{"kind":"nap"}}"#, "mutation.kind"), (#"{"state":{}}"#, "one state"),
        (#"{"schema":"yagura.capture/1"}"#, "one header"),
    ])
    func `a wrong line says where and what`(line: String, words: String) throws {
        var decoder = try Self.decoder()

        let error = #expect(throws: CaptureError.self) { try decoder.decode(Array(line.utf8)) }

        #expect(error?.line == 3)
        #expect(error.map { "\($0)".hasPrefix("capture line 3: ") } == true)
        #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }

    @Test(arguments: [
        (#"{"batch":{}}"#, "schema"), (#"{"schema":"yagura.capture/2"}"#, "expected \"yagura.capture/1\""),
        ("\u{7F}ELF", "JSON"),
    ])
    func `what does not begin with a header is no capture`(line: String, words: String) {
        var decoder = CaptureDecoder()

        let error = #expect(throws: CaptureError.self) { try decoder.decode(Array(line.utf8)) }

        #expect(error?.problem.contains(words) == true)
    }

    @Test func `a batch before the state is refused`() throws {
        var decoder = CaptureDecoder()
        _ = try decoder.decode(Self.line(.header(Self.header)))

        #expect(throws: CaptureError.self) { try decoder.decode(Self.line(.batch(ObservationBatch()))) }
    }

    @Test(arguments: 0..<300)
    func `damaged lines never trap`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let line = random.mutated(Self.line(.batch(random.batch())))
        var decoder = try Self.decoder()

        _ = try? decoder.decode(line)
    }

    private static func batch(_ observation: String) -> String {
        #"{"batch":{"until_boot_ns":1,"wall_offset_ns":0,"containers":[],"losses":[],"observations":["# + observation
            + "]}}"
    }

    static func line(_ record: CaptureRecord) -> [UInt8] {
        var encoder = CaptureEncoder()
        var output: [UInt8] = []
        encoder.append(record, to: &output)
        return output.last == UInt8(ascii: "\n") ? output.dropLast() : output
    }

    static func decoder() throws -> CaptureDecoder {
        var decoder = CaptureDecoder()
        _ = try decoder.decode(line(.header(header)))
        _ = try decoder.decode(
            line(.state(CaptureState(host: ObservationBatch(), detection: .null, configuration: .null))))
        return decoder
    }
}
