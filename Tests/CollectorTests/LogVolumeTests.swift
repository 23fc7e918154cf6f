import BehaviourModel
import Collector
import Testing
import WireProtocol

/// Who may repeat something as often as they like must not fill the journal with it.
@Suite struct LogVolumeTests {
    private let log = KeptLog()

    /// Lines of the log with these words while `body` ran, and how many a line a second would be.
    private func lines(_ words: String, _ body: () async throws -> Void) async throws -> (found: Int, bound: Int) {
        let began = ContinuousClock.now
        try await body()
        let seconds = Int((ContinuousClock.now - began).components.seconds)
        return (log.lines.count { $0.contains(words) }, seconds + 2)
    }

    @Test func `sign-ins that are refused`() async throws {
        let collector = try await RunningCollector(logger: log.logger)
        let client = try collector.anybody()

        let (found, bound) = try await lines("refused") {
            for _ in 0..<60 {
                _ = try await client.post("/api/v1/session", ["name": "eve", "password": "guess"])
            }
        }

        #expect((1...bound).contains(found))
    }

    @Test func `findings about a chain`() async throws {
        let collector = try await RunningCollector(logger: log.logger)
        let relay = try await collector.agent("node-7")
        var maker = LineMaker()
        let lines = maker.lines(120).enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)

        let (found, bound) = try await self.lines("missing, and no tombstone") {
            for line in lines {
                let answer = try await relay.ingest([line])
                #expect(answer.status == 200)
            }
        }

        #expect((1...bound).contains(found))
        #expect(collector.parts.counters.findings.value == 59)
    }

    @Test func `heartbeats that are wrong`() async throws {
        let collector = try await RunningCollector(logger: log.logger)
        let relay = try await collector.agent("node-7")
        let beat: JSONValue = [
            "schema": "yagura.heartbeat/1", "agent": "node-7", "epoch": "e", "time": "2026-01-01T00:00:00Z",
            "boot_id": "b", "boot_ns": 1, "health": "ok", "signature": "AAAA",
            "head": ["sequence": 0, "hash": .string(Fingerprint.none.hexadecimal)],
        ]

        let (found, bound) = try await lines("the head that it signs") {
            for _ in 0..<19 {
                let answer = try await relay.post("/api/v1/heartbeat", beat)
                #expect(answer.status == 200)
            }
        }

        #expect((1...bound).contains(found))
    }
}
