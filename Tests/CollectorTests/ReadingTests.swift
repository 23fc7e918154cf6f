import BehaviourModel
import Collector
import Foundation
import Testing

@Suite struct ReadingTests {
    private let collector: RunningCollector
    private let relay: TestClient
    private let reader: TestClient

    init() async throws {
        collector = try await RunningCollector()
        relay = try await collector.agent("node-7")
        reader = try await collector.reader()
    }

    private func sequences(_ answer: TestAnswer) -> [Int64] {
        answer.json["alerts"]?.array?.compactMap { $0["alert"]?["sequence"]?.integer } ?? []
    }

    @Test func `pages go on without a gap in both directions`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest(maker.lines(7))

        let newest = try await reader.get("/api/v1/alerts?limit=3")
        let next = try #require(newest.json["next"]?.string)
        let older = try await reader.get("/api/v1/alerts?limit=5&before=\(next)")
        let forward = try await reader.get("/api/v1/alerts?limit=4&after=0")
        let on = try await reader.get("/api/v1/alerts?limit=4&after=\(forward.json["next"]?.string ?? "")")

        #expect(sequences(newest) == [7, 6, 5] && sequences(older) == [4, 3, 2, 1])
        #expect(older.json["next"]?.isNull == true && newest.json["newest"]?.string == "7")
        #expect(sequences(forward) == [1, 2, 3, 4] && sequences(on) == [5, 6, 7])
    }

    @Test func `filters are exact, and join`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest([
            maker.next { $0.severity = .known(.low) },
            maker.next { $0.severity = .known(.critical) },
            maker.next {
                $0.workload = AlertWorkload(scope: "shop", name: "db")
                $0.kind = .known(.health)
            },
            maker.next { $0.severity = .other("terrible") },
        ])

        for (filter, expected) in [
            ("severity=low", [1]), ("severity=low,critical", [1, 2]), ("severity=unknown", [4]), ("kind=health", [3]),
            ("workload=shop/db", [3]), ("workload=shop%2Fdb&severity=low", []), ("agent=node-8", []),
            ("kind=tripwire&severity=critical&agent=node-7", [2]),
        ] as [(String, [Int64])] {
            #expect(sequences(try await reader.get("/api/v1/alerts?after=0&\(filter)")) == expected, "\(filter)")
        }
    }

    @Test(arguments: ["limit=0", "limit=501", "limit=x", "after=-1", "after=x", "before=1&after=1", "severity=loud"])
    func `what cannot be meant is refused`(query: String) async throws {
        let answer = try await reader.get("/api/v1/alerts?\(query)")

        #expect(answer.status == 400 && answer.headers["content-type"] == "application/problem+json")
    }

    @Test func `one alert comes with its records, an incident with its alerts and theirs`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest([
            maker.next { ($0.id, $0.incident) = ("a b/c", "i-1") },
            maker.next { ($0.kind, $0.about) = (.known(.response), "a b/c") },
            maker.next { $0.incident = "i-1" },
        ])

        let one = try await reader.get("/api/v1/alerts/a%20b%2Fc")
        let incident = try await reader.get("/api/v1/incidents/i-1")

        #expect(one.json["alert"]?["sequence"]?.integer == 1 && one.json["records"]?.array?.count == 1)
        #expect(sequences(incident) == [1, 3])
        #expect(one.json["whole"]?.bool == true && incident.json["whole"]?.bool == true)
        #expect(incident.json["records"]?.array?.compactMap { $0["alert"]?["sequence"]?.integer } == [2])
        #expect(try await reader.get("/api/v1/alerts/none").status == 404)
        #expect(try await reader.get("/api/v1/incidents/none").status == 404)
        #expect(try await reader.get("/api/v1/nothing").status == 404)
    }

    @Test func `events bring new lines, and nothing is missed by who comes back`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest(maker.lines(3))
        let more = maker.lines(2)
        let (relay, reader) = (relay, reader)

        let live = try await reader.events("/api/v1/events") {
            _ = try await relay.ingest(more)
        } enough: {
            $0.contains("id: 5\n")
        }
        let resumed = try await reader.events("/api/v1/events", headers: [("Last-Event-ID", "2")]) {
            $0.contains("id: 5\n")
        }

        #expect(live.contains("id: 4\nevent: alert\ndata: {\"cursor\":\"4\"") && !live.contains("id: 3\n"))
        #expect(resumed.contains("id: 3\n") && resumed.contains("id: 4\n") && !resumed.contains("id: 2\n"))
    }

    @Test func `no agent hides another's alert behind its id`() async throws {
        var maker = LineMaker()
        var other = LineMaker(agent: "node-8", epoch: "other")
        let evil = try await collector.agent("node-8")
        _ = try await relay.ingest([maker.next { ($0.id, $0.tripwire) = ("real-1", "upper-exec") }])
        _ = try await evil.ingest([other.next { ($0.id, $0.tripwire) = ("real-1", "harmless") }])

        let any = try await reader.get("/api/v1/alerts/real-1")
        let first = try await reader.get("/api/v1/alerts/real-1?agent=node-7")
        let second = try await reader.get("/api/v1/alerts/real-1?agent=node-8")
        let nobody = try await reader.get("/api/v1/alerts/real-1?agent=node-9")

        #expect(any.json["agent"]?.string == "node-7" && first.json["alert"]?["tripwire"]?.string == "upper-exec")
        #expect(second.json["alert"]?["tripwire"]?.string == "harmless" && nobody.status == 404)
    }

    @Test func `events obey the filter`() async throws {
        var maker = LineMaker()
        _ = try await relay.ingest([
            maker.next { $0.severity = .known(.low) }, maker.next(), maker.next { $0.severity = .known(.low) },
        ])

        let text = try await reader.events("/api/v1/events?after=0&severity=low") { $0.contains("id: 3\n") }

        #expect(text.contains("id: 1\n") && !text.contains("id: 2\n"))
    }

    @Test func `answers are bounded in bytes, and everything comes in several of them`() async throws {
        var maker = LineMaker()
        let long = String(repeating: "x", count: 900_000)
        let lines = (0..<9).map { number in
            maker.next { alert in
                (alert.tripwire, alert.id, alert.incident) = (long, "long-\(number)", "i-1")
                if number > 0 { (alert.kind, alert.about) = (.known(.response), "long-0") }
            }
        }
        for part in [lines[0..<3], lines[3..<6], lines[6..<9]] {
            #expect(try await relay.ingest(Array(part)).status == 200)
        }

        var found: [Int64] = []
        var after = "0"
        for _ in 0..<9 where found.count < 9 {
            let page = try await reader.get("/api/v1/alerts?limit=500&after=\(after)")
            #expect(page.bytes.count < 5 << 20)
            found += sequences(page)
            after = page.json["next"]?.string ?? ""
        }
        let newest = try await reader.get("/api/v1/alerts?limit=500")
        let one = try await reader.get("/api/v1/alerts/long-0")
        let incident = try await reader.get("/api/v1/incidents/i-1")
        let live = try await reader.events("/api/v1/events?after=0") { $0.utf8.count > 9 * 900_000 }
        let walked = try await collector.parts.store.walk(after: 0, limit: 500)
        let report = try await collector.home.verify()

        #expect(found == Array(1...9))
        #expect(sequences(newest) == [9, 8, 7, 6] && newest.json["next"]?.string == "6")
        #expect(one.bytes.count < 6 << 20 && one.json["whole"]?.bool == false)
        #expect(incident.bytes.count < 10 << 20 && incident.json["whole"]?.bool == false)
        #expect((1...9).allSatisfy { live.contains("id: \($0)\n") })
        #expect(walked.count == 4)
        #expect(report.lines == 9 && report.faults.isEmpty)
    }

    @Test func `nothing is shown to who has not signed in`() async throws {
        let nobody = try collector.anybody()
        for path in ["alerts", "alerts/x", "incidents/x", "agents", "events"] {
            #expect(try await nobody.get("/api/v1/\(path)").status == 401, "\(path)")
            // An agent's certificate is for writing.
            #expect(try await relay.get("/api/v1/\(path)").status == 401, "\(path)")
        }
        #expect(try await nobody.get("/healthz").status == 200)
        #expect(try await nobody.get("/readyz").status == 200)
    }
}
