internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization

/// Full batches one way, empty ones back: memory is made once.
///
/// Bounded: when the pipeline is this far behind, the batch is dropped and counted, and the next one says so.
final class BatchExchange: Sendable {
    private struct State {
        var empty: [ObservationBatch] = []
        var dropped: Loss?
        var droppedTotal: UInt64 = 0
        var waiting = 0
    }

    private let state = Mutex(State())
    private let deliver: @Sendable (ObservationBatch) -> Void
    /// Batches that may wait; with 5 ms between two of a busy sensor more than two seconds.
    private static let limit = 512
    private static let kept = 8

    init(deliver: @escaping @Sendable (ObservationBatch) -> Void) { self.deliver = deliver }

    /// Observations that the pipeline could not take, ever.
    var dropped: UInt64 { state.withLock(\.droppedTotal) }

    func empty() -> ObservationBatch {
        state.withLock { $0.empty.popLast() } ?? ObservationBatch(reservingObservations: 1_024, bytes: 1 << 18)
    }

    /// Gives a full batch and takes an empty one.
    func exchange(_ full: ObservationBatch) -> ObservationBatch {
        var full = full
        let isAccepted = state.withLock { state in
            guard state.waiting < Self.limit else {
                state.droppedTotal += UInt64(full.count)
                let since = state.dropped?.sinceBootNanoseconds ?? full.untilBootNanoseconds
                let events = (state.dropped?.events ?? 0) + UInt64(full.count)
                state.dropped = Loss(
                    source: .pipeline, events: events, sinceBootNanoseconds: since,
                    untilBootNanoseconds: full.untilBootNanoseconds)
                return false
            }
            if let loss = state.dropped { full.losses.append(loss) }
            state.dropped = nil
            state.waiting += 1
            return true
        }
        if isAccepted { deliver(full) }
        return empty()
    }

    /// Gives a batch back that the pipeline has read.
    func giveBack(_ batch: ObservationBatch) {
        var batch = batch
        batch.removeAll()
        state.withLock { state in
            state.waiting -= 1
            if state.empty.count < Self.kept { state.empty.append(batch) }
        }
    }
}
