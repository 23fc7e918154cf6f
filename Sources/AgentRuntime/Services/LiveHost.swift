internal import Attribution
internal import BehaviourModel
internal import Sensing

/// What only a look at the host can say, written into the observation before it is applied and recorded: where an executed
/// program came from.
struct LiveHost: HostLook, ~Copyable {
    private var prober: ExecutableOriginProber

    /// Observations of this batch, by place, that speak of no container's process: a recording leaves them out, for what the
    /// host's own processes do, with which arguments, is nobody's matter in a capture, and a replay makes nothing of it.
    private(set) var unrelated: [Int] = []
    private var isRecording = false

    init(seed: UInt64) { prober = ExecutableOriginProber(seed: seed) }

    /// A new batch comes.
    mutating func begin(isRecording: Bool) {
        self.isRecording = isRecording
        unrelated.removeAll(keepingCapacity: true)
    }

    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView) {
        let observation = batch.observations[index]
        if isRecording, !observation.kind.namesContainer, view.containerKey(of: observation) == nil {
            unrelated.append(index)
        }
        guard observation.kind == .processExecuted || observation.kind == .processSeen, !observation.path.isEmpty,
            !observation.flags.contains(.originKnown), let key = view.containerKey(of: observation),
            let container = view.container(key)?.description,
            let origin = prober.origin(of: batch.span(of: observation.path), in: container.cgroup.inode)
        else { return }
        batch.amend(at: index) { observation in
            observation.origin = origin
            observation.flags.insert(.originKnown)
        }
    }

    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64) {
        switch change {
        case .none: break
        case .containerStarted(let key), .containerAmended(let key):
            if let container = view.container(key)?.description { prober.started(container, wallMinusBoot: wallOffset) }
        case .containerEnded(let key):
            if let container = view.container(key)?.description { prober.ended(cgroup: container.cgroup.inode) }
        }
    }
}
