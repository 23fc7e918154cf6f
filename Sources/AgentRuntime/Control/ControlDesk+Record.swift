internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Sensing
internal import Synchronization
internal import WireProtocol

extension ControlDesk {
    /// A capture holds at most this much; more is a matter for several captures.
    private static let captureLimit = ByteCount(bytes: 1 << 30)

    /// Records until the time is over, the client closes its writing half, or the size is reached.
    func record(_ arguments: RecordArguments, _ client: ControlClient) throws(ControlProblem) {
        let start = KernelClock.bootNanoseconds
        let recorder = try begin(arguments.path)
        var endedBy = "client"
        var isOver = false
        while !isOver {
            let elapsed = Duration.nanoseconds(Int64(clamping: KernelClock.bootNanoseconds &- start))
            if let ending = recorder.ending {
                endedBy = ending
                isOver = true
            } else if let limit = arguments.duration, elapsed >= limit {
                endedBy = "time"
                isOver = true
            } else if client.isStopping {
                endedBy = "agent"
                isOver = true
            } else if client.waitForHangUp(within: min(.seconds(1), (arguments.duration ?? .seconds(1)) - elapsed)) {
                isOver = true
            } else {
                client.progress(answer(recorder, arguments.path, since: start, endedBy: nil).json)
            }
        }
        _ = try ask { state in
            state.recorder = nil
            return true
        }
        recorder.finish()
        if let failure = recorder.failure { throw ControlProblem(.failed, failure) }
        client.item(answer(recorder, arguments.path, since: start, endedBy: endedBy).json)
    }

    /// Opens the capture between two batches: its state is the very state that the next batch meets.
    private func begin(_ path: String) throws(ControlProblem) -> Recorder {
        let facts = facts
        let sensors = sensors.facts.withLock(\.all).filter { $0.state == .working || $0.state == .limited }
        let result = try ask { state -> Result<Recorder, ControlProblem> in
            guard state.recorder == nil else {
                return .failure(ControlProblem(.refused, "a recording runs already; end it first"))
            }
            let header = CaptureHeader(
                agentVersion: ProgramVersion.text, kernel: OwnProcess.kernelRelease, bootID: facts.bootID,
                sensors: sensors.map(\.name.name), isGenerated: false, timeScale: facts.timeScale,
                hashSeed: facts.hashSeed, recorded: KernelClock.wallNanoseconds)
            do throws(CaptureFileError) {
                let writer = try CaptureWriter.create(
                    path, header: header, state: state.captureState, limit: Self.captureLimit)
                let recorder = Recorder(writer)
                state.recorder = recorder
                return .success(recorder)
            } catch {
                return .failure(ControlProblem(.failed, error.description))
            }
        }
        return try result.get()
    }

    private func answer(
        _ recorder: Recorder, _ path: String, since start: UInt64, endedBy: String?
    ) -> RecordAnswer {
        let figures = recorder.figures
        return RecordAnswer(
            path: path, batches: figures.batches, observations: figures.observations, bytes: figures.bytes,
            elapsedNanoseconds: Int64(clamping: KernelClock.bootNanoseconds &- start), endedBy: endedBy,
            words: "\(figures.observations) observations in \(figures.batches) batches")
    }
}

extension PipelineState {
    /// Everything that a replay starts from.
    var captureState: CaptureState {
        var batch = ObservationBatch()
        core.view.export(into: &batch, at: untilBoot)
        batch.untilBootNanoseconds = untilBoot
        batch.wallOffsetNanoseconds = wallOffset
        return CaptureState(
            host: batch, detection: core.detector.state, configuration: configuration.effective,
            profiles: configuration.profiles)
    }
}
