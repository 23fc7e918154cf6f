import BehaviourModel
import Collector
import Foundation
import TestSupport
import Testing
import WireProtocol

/// What the tables beside the parsers cannot show: bad input over a real connection, on a real disk, in the real log.
@Suite struct BadInputTests {
    private static let hostile = "node\u{1B}[31m\nFAKE: certificate accepted\r\u{202E}\u{7F}\u{0}</script>"

    @Test(.enabled(if: Requirement.isRoot, "needs root: it mounts a small file system"))
    func `on a disk that is full nothing acknowledged is lost, reading goes on, and room is enough to go on`()
        async throws
    {
        let disk = try SmallDisk(megabytes: 8)
        let collector = try await RunningCollector(place: disk.path)
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        var pending: [[UInt8]] = []
        var acknowledged: Int64 = 0
        var full: TestAnswer?

        for _ in 0..<200 where full == nil {
            pending = maker.lines(200)
            let answer = try await relay.ingest(pending)
            if answer.status == 200 {
                acknowledged = answer.json["through"]?["sequence"]?.integer ?? acknowledged
            } else {
                full = answer
            }
        }
        let list = try await reader.get("/api/v1/alerts?limit=1")
        let agents = try await reader.get("/api/v1/agents")
        let ready = try await reader.get("/readyz")
        try disk.grow(to: 64)
        // Another's transaction is the first that succeeds: what the failed one would have remembered must be forgotten by then.
        _ = try await collector.home.makeToken(name: "later")
        let again = try await relay.ingest(pending)
        let report = try await collector.home.verify()

        #expect(full?.status == 503 && full?.headers["retry-after"] != nil)
        #expect(acknowledged > 0)
        #expect(list.status == 200 && list.json["alerts"]?.array?.first?["alert"]?["sequence"]?.integer == acknowledged)
        #expect(agents.status == 200 && ready.status == 503)
        #expect(again.status == 200 && again.json["accepted"]?.integer == 200)
        #expect(report.lines == acknowledged + 200)
        #expect(report.faults.isEmpty, "\(report.faults)")
    }

    @Test func `a stranger's text cannot begin a line of the log, nor colour it`() async throws {
        let log = KeptLog()
        let collector = try await RunningCollector(logger: log.logger)
        let relay = try await collector.agent("node-7")
        var foreign = LineMaker(agent: Self.hostile)
        var maker = LineMaker()
        var strange = LineMaker(epoch: "other")
        let line = strange.next {
            $0.workload = AlertWorkload(scope: Self.hostile, name: Self.hostile)
            $0.tripwire = Self.hostile
            $0.id = Self.hostile
        }

        #expect(try await relay.ingest([foreign.next()]).status == 403)
        #expect(try await relay.ingest([Array(Self.hostile.utf8)]).status == 422)
        #expect(try await relay.ingest(maker.lines(1)).status == 200)
        #expect(try await relay.ingest([line]).status == 200)
        // An old epoch speaks again: a finding, which is logged.
        #expect(try await relay.ingest(maker.lines(1)).status == 200)
        _ = try await relay.post("/api/v1/heartbeat", ["schema": .string(Self.hostile), "agent": "node-7"])
        _ = try await collector.anybody().get("/api/v1/alerts?agent=%1b%5b31m%0aFAKE")
        let login: JSONValue = ["name": .string(Self.hostile), "password": .string(Self.hostile)]
        _ = try await collector.anybody().post("/api/v1/session", login)

        #expect(log.lines.contains { $0.contains("FAKE") })
        for entry in log.lines {
            let raw = entry.unicodeScalars.filter { scalar in
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            }
            #expect(raw.isEmpty, "\(entry.debugDescription)")
        }
    }

    @Test func `a body of a hundred thousand brackets is refused, and the next request is served`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        var maker = LineMaker()

        let answer = try await relay.ingest([deep])
        let packed = try await relay.ingest([deep], gzip: true)
        let session = try await collector.anybody().send(
            "POST", "/api/v1/session", body: Array(deep.prefix(10_000)), headers: [("Content-Type", "application/json")]
        )

        #expect(answer.status == 422 && packed.status == 422 && session.status == 400)
        #expect(try await relay.ingest(maker.lines(1)).status == 200)
    }

    @Test func `clocks that are wrong neither reorder nor hide lines`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        let year: Int64 = 365 * 86_400 * 1_000_000_000
        let times = [1_700_000_000_000_000_000, 1_700_000_000_000_000_000 + 70 * year, 0, 1_700_000_000_000_000_001]
        let lines = times.map { time in maker.next { $0.unixNanoseconds = time } }

        let answer = try await relay.ingest(lines)
        let list = try await reader.get("/api/v1/alerts?after=0")
        let findings = try await reader.get("/api/v1/alerts?agent=collector")

        #expect(answer.json["accepted"]?.integer == 4)
        #expect(list.json["alerts"]?.array?.compactMap { $0["alert"]?["sequence"]?.integer } == [1, 2, 3, 4])
        #expect(findings.json["alerts"]?.array?.isEmpty == true)
    }

    @Test func `an agent's wrong clock does not make it silent, nor its head wrong`() async throws {
        let collector = try await RunningCollector()
        let relay = try await collector.agent("node-7")
        let reader = try await collector.reader()
        var maker = LineMaker()
        _ = try await relay.ingest(maker.lines(2))

        // The wall clock jumps; time since boot does not.
        let times = ["2100-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "2026-01-01T00:00:00Z"]
        for (second, time) in times.enumerated() {
            _ = try await relay.ingest(maker.lines(1))
            let beat: JSONValue = [
                "schema": "yagura.heartbeat/1", "agent": "node-7", "epoch": .string(maker.epoch), "time": .string(time),
                "boot_id": "boot", "boot_ns": .integer(Int64(second + 1)), "health": "ok", "sensors": [],
                "head": [
                    "sequence": .integer(maker.head.sequence), "hash": .string(maker.head.hash.hexadecimal),
                ],
            ]
            let signed = try sign(beat, by: relay)
            #expect(try await relay.post("/api/v1/heartbeat", signed).json["head"]?.string == "ok", "\(time)")
            let agents = try await reader.get("/api/v1/agents")
            let shown = agents.json["agents"]?.array?.first { $0["agent"]?.string == "node-7" }
            #expect(shown?["health"]?.string == "ok" && shown?["silent_seconds"]?.integer.map { $0 < 60 } == true)
        }
    }

    @Test func `requests that are no HTTP, or endless headers, end their connection only`() async throws {
        let collector = try await RunningCollector()
        let anybody = try collector.anybody()
        let endless = (0..<200).map { ("X-Header-\($0)", String(repeating: "a", count: 1_000)) }

        let answer = try? await anybody.send("GET", "/healthz", headers: endless)
        let long = try? await anybody.send("GET", "/" + String(repeating: "a", count: 200_000))

        #expect(answer == nil || answer?.status ?? 0 >= 400)
        #expect(long == nil || long?.status ?? 0 >= 400)
        #expect(try await anybody.get("/healthz").status == 200)
    }
}
