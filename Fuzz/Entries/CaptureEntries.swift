import AgentRuntime
import Attribution
import BehaviourModel
import Detection

extension FuzzEntry {
    private static let folder = "Tests/AgentRuntimeTests/Goldens"

    static let captures = [
        FuzzEntry(
            "capture", "CaptureDecoder: a capture's lines; batches read are written and read again", runs: 500,
            seeds: {
                let generated = try Seeds.lines(of: "\(folder)/generated-hostile-names.capture")
                let whole = Array(generated.prefix(4).joined(separator: [UInt8(ascii: "\n")]))
                return [whole] + (try Seeds.folder("capture"))
            }
        ) { bytes in
            var decoder = CaptureDecoder()
            for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64) {
                guard let record = try? decoder.decode(Array(line)) else { continue }
                var encoder = CaptureEncoder()
                var written: [UInt8] = []
                encoder.append(record, to: &written)
                guard case .batch(let batch) = record else { continue }
                guard case .batch(let again)? = try? decoder.decode(written.dropLast()) else {
                    return expect(false, "a batch that was written can be read")
                }
                expect(again.count == batch.count, "nothing is lost")
            }
        },
        FuzzEntry(
            "replay", "a capture's batches through HostView, detection and the alerts that come of it", runs: 200,
            seeds: {
                let names = ["attacked-service", "generated-hostile-names"]
                let batches = try names.flatMap { try Seeds.lines(of: "\(folder)/\($0).capture").dropFirst(2) }
                // Several in a row: what one starts, the next goes on with.
                return stride(from: 0, to: min(batches.count, 200), by: 4).map {
                    Array(batches[$0..<min($0 + 4, batches.count)].joined(separator: [UInt8(ascii: "\n")]))
                }.filter { $0.count < 20_000 }
            }
        ) { bytes in
            var decoder = CaptureDecoder()
            guard (try? decoder.decode(openingHeader)) != nil, (try? decoder.decode(openingState)) != nil else { return }
            let builder = AlertBuilder(agent: "fuzz", bootID: "fuzz", configuration: "", redaction: Redaction())
            var core = PipelineCore(
                view: HostView(settings: .init(hashSeed: 7)), detector: Detector(settings: DetectorSettings(seed: 7)))
            var host = NoHost()
            var found: [AttributedFinding] = []
            for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64) {
                switch try? decoder.decode(Array(line)) {
                case .batch(var batch)?: core.take(&batch, host: &host, found: &found)
                case .mutation(let mutation)?: _ = core.apply(mutation, at: core.now, found: &found)
                default: break
                }
            }
            for finding in found {
                let alert = builder.alert(finding, id: "", decided: finding.finding.instant.bootNanoseconds)
                expect((try? Alert(line: alert.line.span)) == alert, "an alert comes back")
            }
        },
        FuzzEntry(
            "detection-state", "the state of detection that a capture opens with, and the store keeps", runs: 200,
            seeds: {
                try ["attacked-service", "jobs-and-session"].compactMap { name in
                    let line = try Seeds.lines(of: "\(folder)/\(name).capture")[1]
                    let state = try JSONParser.parse(line)["state"]?["detection"]
                    return state.map { CanonicalJSON.bytes($0) }
                }
            }
        ) { bytes in
            guard let state = try? JSONParser.parse(bytes) else { return }
            var settings = DetectorSettings(seed: 7)
            settings.timeScale = 1_000
            guard
                var detector = try? Detector(
                    settings: settings, state: state, isSameBoot: true, keepsContainers: false)
            else { return }
            var findings: [Finding] = []
            // An hour of the detector's time later: a longer leap is counted hour by hour.
            let wall: Int64 = 1_767_571_200_000_000_000
            detector.dropUnbound(
                at: Instant(bootNanoseconds: 1_000_000_000, wallNanoseconds: wall), into: &findings)
            detector.advance(
                to: Instant(bootNanoseconds: 4_600_000_000, wallNanoseconds: wall + 3_600_000_000), into: &findings)
            _ = CanonicalJSON.bytes(detector.state)
        },
    ]

    private static let openingHeader = Array(
        #"{"agent_version":"0","boot_id":"b","generated":true,"hash_seed":7,"kernel":"","recorded":"2026-01-01T00:00:00Z","#
            .utf8) + Array(#""schema":"yagura.capture/1","sensors":[],"time_scale":1}"#.utf8)
    private static let openingState = Array(
        #"{"state":{"host":{"until_boot_ns":1,"wall_offset_ns":1,"observations":[],"containers":[],"losses":[]}}}"#.utf8)
}

/// There is nothing to look at.
private struct NoHost: HostLook {
    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView) {}
    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64) {}
}
