internal import Attribution
internal import BehaviourModel
internal import Sensing

/// What only a look at the host can say, written into the observation before it is applied and recorded: where an executed
/// program came from.
struct LiveHost: HostLook, ~Copyable {
    private var prober = ExecutableOriginProber()
    /// Containers that have ended, by their cgroups: audit still speaks of what they executed.
    private var leaving: [(cgroup: UInt64, endBootNanoseconds: UInt64)] = []
    /// As long as the container itself is kept.
    private static let grace = PipelineCore.grace

    /// Observations of this batch, by place, that speak of no container's process: a recording leaves them out, for what the
    /// host's own processes do, with which arguments, is nobody's matter in a capture, and a replay makes nothing of it.
    private(set) var unrelated: [Int] = []
    private var isRecording = false

    /// A new batch comes.
    mutating func begin(isRecording: Bool) {
        self.isRecording = isRecording
        prober.beginBatch()
        unrelated.removeAll(keepingCapacity: true)
    }

    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView) {
        let observation = batch.observations[index]
        if isRecording, observation.kind.speaksOfProcess, view.containerKey(of: observation) == nil {
            unrelated.append(index)
        }
        guard observation.kind == .processExecuted || observation.kind == .processSeen, !observation.path.isEmpty,
            !observation.flags.contains(.originKnown), let key = view.containerKey(of: observation),
            let container = view.container(key)?.description
        else { return }
        let runner = ExecutableOriginProber.Runner(
            pid: observation.pid, isRuntimeStep: view.isRuntimeStep(observation))
        let origin = prober.origin(of: batch.span(of: observation.path), in: container.cgroup.inode, by: runner)
        batch.amend(at: index) { observation in
            observation.origin = origin ?? .unknown
            if origin != nil { observation.flags.insert(.originKnown) }
        }
    }

    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64) {
        switch change {
        case .none: break
        case .containerStarted(let key), .containerAmended(let key):
            guard let container = view.container(key)?.description else { return }
            leaving.removeAll { $0.cgroup == container.cgroup.inode }
            prober.started(container, wallMinusBoot: wallOffset)
        case .containerEnded(let key):
            guard let entry = view.container(key) else { return }
            leaving.append((entry.description.cgroup.inode, entry.endBootNanoseconds ?? 0))
        }
    }

    mutating func endBatch(at bootNanoseconds: UInt64) {
        guard !leaving.isEmpty else { return }
        for container in leaving where Self.isOver(container.endBootNanoseconds, at: bootNanoseconds) {
            prober.ended(cgroup: container.cgroup)
        }
        leaving.removeAll { Self.isOver($0.endBootNanoseconds, at: bootNanoseconds) }
    }

    private static func isOver(_ end: UInt64, at now: UInt64) -> Bool { now > end && now - end > grace }
}
