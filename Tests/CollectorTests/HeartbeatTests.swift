import BehaviourModel
import Collector
import Crypto
import Foundation
import Testing
import WireProtocol
import X509

@Suite struct HeartbeatTests {
    private let collector: RunningCollector
    private let relay: TestClient
    private let reader: TestClient

    init() async throws {
        collector = try await RunningCollector()
        relay = try await collector.agent("node-7")
        reader = try await collector.reader()
    }

    private func heartbeat(
        _ maker: LineMaker, head: ChainHead? = nil, agent: String = "node-7", second: Int64 = 1,
        boot: String = "boot", lost: Int64 = 7
    ) -> JSONObject {
        let head = head ?? maker.head
        return [
            "schema": "yagura.heartbeat/1", "agent": .string(agent), "epoch": .string(maker.epoch),
            "time": .string(TimeText.format(unixNanoseconds: 1_700_000_000_000_000_000 + second * 1_000_000_000)),
            "boot_ns": .integer(second), "boot_id": .string(boot), "version": "0.1.0", "health": "degraded",
            "sensors": [["name": "audit", "state": "working", "detail": ""]], "containers": 3, "workloads": 2,
            "events": 100, "lost": .integer(lost), "held_back": 1, "acknowledged": 0,
            "head": ["sequence": .integer(head.sequence), "hash": .string(head.hash.hexadecimal)],
        ]
    }

    private func signed(_ heartbeat: JSONObject, by pem: String? = nil) throws -> JSONValue {
        var signed = try sign(.object(heartbeat), by: relay, key: pem).object ?? JSONObject()
        signed["relay"] = ["version": "0.1.0"]
        return .object(signed)
    }

    private func agent() async throws -> JSONValue {
        let list = try await reader.get("/api/v1/agents")
        return try #require(list.json["agents"]?.array?.first { $0["agent"]?.string == "node-7" })
    }

    @Test func `an agent is new until it speaks, then as it says`() async throws {
        #expect(try await agent()["health"]?.string == "new")

        let answer = try await relay.post("/api/v1/heartbeat", signed(heartbeat(LineMaker())))
        let shown = try await agent()

        #expect(answer.status == 200 && answer.json["head"]?.string == "ok")
        #expect(shown["health"]?.string == "degraded" && shown["lost"]?.integer == 7)
        #expect(shown["sensors"]?.array?.count == 1 && shown["silent_seconds"]?.integer.map { $0 < 30 } == true)
    }

    @Test func `the signed head is compared with what is stored`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(3)
        let early = try await relay.post("/api/v1/heartbeat", signed(heartbeat(maker)))
        _ = try await relay.ingest(lines)
        let right = try await relay.post("/api/v1/heartbeat", signed(heartbeat(maker, second: 2)))
        let wrongHead = ChainHead(sequence: 3, hash: Fingerprint(of: [1]))
        let wrong = try await relay.post("/api/v1/heartbeat", signed(heartbeat(maker, head: wrongHead, second: 3)))
        let back = try await relay.post(
            "/api/v1/heartbeat",
            signed(heartbeat(maker, head: ChainHead(sequence: 2, hash: Fingerprint(of: lines[1])), second: 4)))

        #expect(early.json["head"]?.string == "behind")
        #expect(right.json["head"]?.string == "ok")
        #expect(wrong.json["head"]?.string == "wrong" && back.json["head"]?.string == "wrong")
        let raised = try await reader.get("/api/v1/alerts?after=0&agent=collector&kind=guard_rail")
        #expect(
            raised.json["alerts"]?.array?.compactMap { $0["alert"]?["finding"]?["kind"]?.string }
                == ["head_mismatch", "rolled_back"])
        #expect(try await agent()["findings"]?.integer == 2)
    }

    @Test func `a signature of another key is wrong, none is unsigned`() async throws {
        let other = try Certificate.PrivateKey(Curve25519.Signing.PrivateKey()).serializeAsPEM().pemString

        let none = try await relay.post("/api/v1/heartbeat", .object(heartbeat(LineMaker())))
        let forged = try await relay.post("/api/v1/heartbeat", signed(heartbeat(LineMaker()), by: other))

        #expect(none.json["head"]?.string == "unsigned")
        #expect(forged.json["head"]?.string == "wrong")
    }

    @Test func `once an agent has signed, who does not keeps it neither alive nor well, and is told of once`()
        async throws
    {
        let other = try Certificate.PrivateKey(Curve25519.Signing.PrivateKey()).serializeAsPEM().pemString
        _ = try await relay.post("/api/v1/heartbeat", signed(heartbeat(LineMaker())))
        let before = try await agent()

        for epoch in ["a", "b"] {
            let maker = LineMaker(epoch: epoch)
            let stripped = heartbeat(maker, second: 2, lost: 0)
            #expect(try await relay.post("/api/v1/heartbeat", .object(stripped)).json["head"]?.string == "wrong")
            let forged = try signed(heartbeat(maker, second: 3, lost: 0), by: other)
            #expect(try await relay.post("/api/v1/heartbeat", forged).json["head"]?.string == "wrong")
        }

        let after = try await agent()
        #expect(after["lost"]?.integer == 7 && after["last_heartbeat"] == before["last_heartbeat"])
        #expect(after["head"]?.string == "wrong" && after["findings"]?.integer == 1)
    }

    @Test func `a copy of what was signed before changes nothing`() async throws {
        var maker = LineMaker()
        let lines = maker.lines(3)
        _ = try await relay.ingest(lines)
        let path = "/api/v1/heartbeat"
        let early = try signed(heartbeat(maker, head: ChainHead(sequence: 2, hash: Fingerprint(of: lines[1]))))
        let first = try await relay.post(path, early)
        let second = try await relay.post(path, signed(heartbeat(maker, second: 2, lost: 8)))
        let copy = try await relay.post(path, early)
        let rebooted = try await relay.post(path, signed(heartbeat(maker, second: 1, boot: "next", lost: 9)))
        let formerBoot = try await relay.post(path, signed(heartbeat(maker, second: 3)))

        #expect([first, second, rebooted].map { $0.json["head"]?.string } == ["ok", "ok", "ok"])
        #expect(copy.status == 200 && copy.json["head"]?.string == "old" && formerBoot.json["head"]?.string == "old")
        #expect(try await agent()["lost"]?.integer == 9)
        // The copy has not rewound what was signed: an earlier head still counts as rolled back.
        let back = try signed(
            heartbeat(maker, head: ChainHead(sequence: 2, hash: Fingerprint(of: lines[1])), second: 2, boot: "next"))
        #expect(try await relay.post(path, back).json["head"]?.string == "wrong")
    }

    @Test func `an agent that contradicts itself all the time is told of a few times`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest(maker.lines(12))

        for place in 1...12 as ClosedRange<Int64> {
            let head = ChainHead(sequence: place, hash: Fingerprint(of: [1]))
            let answer = try await relay.post(
                "/api/v1/heartbeat", signed(heartbeat(maker, head: head, second: place)))
            #expect(answer.json["head"]?.string == "wrong")
        }

        #expect(try await agent()["findings"]?.integer == 8)
    }

    @Test func `what is no heartbeat, or another agent's, is refused`() async throws {
        let path = "/api/v1/heartbeat"
        var halved = heartbeat(LineMaker())
        halved["head"] = nil
        let deep = String(repeating: "[", count: 1_000)

        #expect(try await relay.post(path, .object(heartbeat(LineMaker(), agent: "node-8"))).status == 403)
        #expect(try await relay.post(path, .object(halved)).status == 422)
        #expect(try await relay.post(path, ["schema": "other"]).status == 422)
        #expect(try await relay.send("POST", path, body: Array(deep.utf8)).status == 400)
        #expect(try await relay.send("POST", path, body: [UInt8](repeating: 0x20, count: 100_000)).status == 413)
        #expect(try await collector.anybody().post(path, .object(heartbeat(LineMaker()))).status == 403)
    }
}

/// A heartbeat with its signature, as the agent of `relay` makes it, or by another key.
func sign(_ heartbeat: JSONValue, by relay: TestClient, key pem: String? = nil) throws -> JSONValue {
    let key = try Certificate.PrivateKey(pemEncoded: pem ?? #require(relay.chainKey))
    let signature = try key.sign(bytes: CanonicalJSON.bytes(heartbeat), signatureAlgorithm: .ed25519)
    var signed = heartbeat.object ?? JSONObject()
    signed["signature"] = .string(Data(signature.rawRepresentation).base64EncodedString())
    return .object(signed)
}
