import BehaviourModel
import Collector
import Foundation
import Testing

@Suite struct MetricsTests {
    @Test func `figures are for who has a token, and say what has happened`() async throws {
        let collector = try await RunningCollector(capabilities: { [OutputCapability($0)] })
        let relay = try await collector.agent("node-7")
        _ = try await collector.agent("node-8")
        var maker = LineMaker()
        let lines = maker.lines(3)
        _ = try await relay.ingest(lines)
        _ = try await relay.ingest(lines)
        _ = try await relay.ingest([Array("no line".utf8)])

        let stranger = try await collector.anybody().get("/metrics")
        let agent = try await relay.get("/metrics")
        let answer = try await collector.reader().get("/metrics")

        #expect(stranger.status == 401 && agent.status == 401)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let text = String(decoding: answer.bytes, as: UTF8.self)
        for line in [
            "yagura_collector_lines_stored_total 3", "yagura_collector_lines_duplicate_total 3",
            "yagura_collector_lines_refused_total 1", "yagura_collector_storage_failing 0", "yagura_collector_agents 2",
            "yagura_collector_agents_new 2", "yagura_collector_agents_silent 0", "yagura_collector_newest_position 3",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        #expect(!text.contains("yagura_collector_store_bytes 0\n"))
    }

    @Test func `each name is documented, announced once, and of a form that Prometheus reads`() async throws {
        let output = """
            outputs:
              to:
                hook: { webhook: { url: "http://127.0.0.1:9/x" } }
            """
        let outputs = try CollectorConfiguration.parse(Array(output.utf8)).get().outputs
        let collector = try await RunningCollector(change: { $0.outputs = outputs })

        let text = String(decoding: try await collector.reader().get("/metrics").bytes, as: UTF8.self)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/metrics.md")
        let page = String(decoding: try Data(contentsOf: root), as: UTF8.self)
        let announced = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map {
            $0.split(separator: " ")[2]
        }

        #expect(announced.count > 20 && Set(announced).count == announced.count)
        for name in announced {
            // The page names what begins alike once in full.
            let short = name.dropFirst("yagura_collector".count)
            #expect(page.contains(name) || page.contains("`\(short)`"), "\(name)")
        }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9]+/) != nil, "\(line)")
        }
        #expect(text.contains("yagura_collector_output_waiting{output=\"hook\"} 0\n"))
    }
}
