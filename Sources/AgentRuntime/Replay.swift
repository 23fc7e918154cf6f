internal import Attribution
package import BehaviourModel
internal import Detection
internal import ResponsePlanning
internal import Sensing
internal import WireProtocol

/// Runs a capture through the same pipeline without looking at the host.
///
/// Its alerts equal those that were raised live, but for id, agent, epoch, sequence, previous and latency; and, where the
/// mode acts, but for the plan of their response: what an act meets on the host is in no capture.
package struct Replay {
    package private(set) var batches = 0
    package private(set) var observations = 0
    /// The file ends in the middle of a line: what was whole was replayed.
    package private(set) var isTruncated = false

    package init() {}

    /// Reads the capture at `path` and gives each alert to `sink` as it comes.
    ///
    /// - Parameter override: another configuration than the recorded one.
    package mutating func run(
        path: String, configuration override: AgentConfiguration?, sink: (Alert) -> Void
    ) throws(ReplayProblem) {
        var reader = try Self.open(path)
        guard case .header(let header) = try Self.next(&reader), case .state(let state) = try Self.next(&reader) else {
            throw ReplayProblem("\(EscapedText.string(path)) lacks its header or its state; record it again")
        }
        let configuration: AgentConfiguration
        if let override { configuration = override } else { configuration = try Self.recorded(state, path) }
        let fingerprint =
            override?.fingerprint
            ?? AgentConfiguration.fingerprint(effective: state.configuration, profiles: state.profiles)
        var core = try Self.core(header, state, configuration, path)
        let builder = AlertBuilder(
            agent: "replay", bootID: header.bootID, configuration: fingerprint.hexadecimal,
            redaction: Redaction(names: configuration.redact.names))
        let modes = configuration.modeLadder
        var found: [AttributedFinding] = []
        var opening = state.host
        var none = NoHost()
        // The recorded host enters an empty view; containers that detection remembers are found again in it.
        core.take(&opening, host: &none, found: &found)
        core.dropUnfound()
        found.removeAll()
        while let record = try Self.next(&reader) {
            apply(record, to: &core, &found)
            for finding in found where finding.finding.isTold {
                var alert = builder.alert(finding, id: "", decided: finding.finding.instant.bootNanoseconds)
                alert.response = AlertResponse(
                    mode: finding.container.map { modes.mode(for: $0) } ?? configuration.host.mode)
                sink(alert)
            }
            found.removeAll(keepingCapacity: true)
        }
        isTruncated = reader.isTruncated
    }

    private static func open(_ path: String) throws(ReplayProblem) -> CaptureReader {
        do throws(CaptureFileError) { return try CaptureReader.open(path) } catch {
            throw ReplayProblem(error.description)
        }
    }

    private static func next(_ reader: inout CaptureReader) throws(ReplayProblem) -> CaptureRecord? {
        do throws(CaptureFileError) { return try reader.next() } catch { throw ReplayProblem(error.description) }
    }

    private mutating func apply(
        _ record: CaptureRecord, to core: inout PipelineCore, _ found: inout [AttributedFinding]
    ) {
        switch record {
        case .batch(var batch):
            batches += 1
            observations += batch.count
            var none = NoHost()
            core.take(&batch, host: &none, found: &found)
        case .mutation(let mutation):
            _ = core.apply(mutation, at: core.now, found: &found)
        case .header, .state, .unknown: break
        }
    }

    private static func core(
        _ header: CaptureHeader, _ state: CaptureState, _ configuration: AgentConfiguration, _ path: String
    ) throws(ReplayProblem) -> PipelineCore {
        do throws(FieldError) {
            var settings = configuration.detectorSettings(seed: header.hashSeed)
            // What the sensors saw when the recording began; changes since then are in it.
            if let coverage = state.detection["coverage"]?.integer {
                settings.coverage = FamilySet(rawValue: UInt8(truncatingIfNeeded: coverage)).intersection(.sensed)
            }
            settings.watchedSince = UInt64(clamping: state.detection["watched_since"]?.integer ?? 0)
            let detector = try Detector(
                settings: settings, state: state.detection, isSameBoot: true, keepsContainers: false)
            let view = HostView(settings: configuration.viewSettings(seed: header.hashSeed))
            return PipelineCore(view: view, detector: detector)
        } catch {
            throw ReplayProblem("\(EscapedText.string(path)): its state of detection cannot be used: \(error)")
        }
    }

    /// JSON is YAML: the recorded configuration is read as a file would be. A capture of an earlier agent has no profiles:
    /// then the standard ones serve.
    private static func recorded(_ state: CaptureState, _ path: String) throws(ReplayProblem) -> AgentConfiguration {
        switch AgentConfiguration.parse(CanonicalJSON.bytes(state.configuration), file: path) {
        case .success(var recorded):
            guard !state.profiles.isNull else { return recorded }
            do throws(FieldError) {
                recorded.tripwires = try RecordedProfiles.tripwires(state.profiles)
            } catch {
                throw ReplayProblem("\(EscapedText.string(path)): its profiles cannot be used: \(error)")
            }
            return recorded
        case .failure(let problems): throw ReplayProblem("the recorded configuration cannot be used: \(problems)")
        }
    }
}

/// A replay looks at nothing.
private struct NoHost: HostLook {
    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView) {}
    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64) {}
}

/// Why a capture cannot be replayed, and what to do.
package struct ReplayProblem: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
