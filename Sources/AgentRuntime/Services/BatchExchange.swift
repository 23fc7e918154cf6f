internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization

/// Full batches one way, empty ones back: memory is made once.
///
/// Bounded in number and in bytes: when the pipeline is this far behind, the batch is dropped and counted, and the next one
/// says so.
final class BatchExchange: Sendable {
    private struct State {
        var empty: [ObservationBatch] = []
        var dropped: Loss?
        var droppedTotal: UInt64 = 0
        /// Losses that dropped batches told of.
        var untold: [Loss] = []
        var waiting = 0
        var waitingBytes = 0
    }

    private let state = Mutex(State())
    private let deliver: @Sendable (ObservationBatch) -> Void
    /// Batches that may wait; with 5 ms between two of a busy sensor more than two seconds.
    private static let limit = 512
    private static let kept = 8
    private static let untoldLimit = 256
    /// One that grew larger is let go: eight of them would hold what a burst once needed.
    private static let keptBytes = 2 << 20
    private let byteLimit: Int

    /// - Parameter byteLimit: bytes that may wait; an eighth of what the unit allows.
    init(byteLimit: Int = 64 << 20, deliver: @escaping @Sendable (ObservationBatch) -> Void) {
        self.byteLimit = byteLimit
        self.deliver = deliver
    }

    /// Observations that the pipeline could not take, ever.
    var dropped: UInt64 { state.withLock(\.droppedTotal) }

    func empty() -> ObservationBatch {
        state.withLock { $0.empty.popLast() } ?? ObservationBatch(reservingObservations: 1_024, bytes: 1 << 18)
    }

    /// Gives a full batch and takes an empty one.
    func exchange(_ full: ObservationBatch) -> ObservationBatch {
        var full = full
        if full.cutTexts > 0 {
            full.losses.append(
                Loss(
                    source: .pipeline, events: full.cutTexts, sinceBootNanoseconds: full.untilBootNanoseconds,
                    untilBootNanoseconds: full.untilBootNanoseconds))
        }
        full.weight = full.size
        let isAccepted = state.withLock { state in
            // One alone is always taken, whatever its size.
            let fits = state.waiting == 0 || state.waitingBytes + full.weight <= byteLimit
            guard state.waiting < Self.limit, fits else {
                state.droppedTotal += UInt64(full.count)
                let since = state.dropped?.sinceBootNanoseconds ?? full.untilBootNanoseconds
                let events = (state.dropped?.events ?? 0) + UInt64(full.count)
                state.dropped = Loss(
                    source: .pipeline, events: events, sinceBootNanoseconds: since,
                    untilBootNanoseconds: full.untilBootNanoseconds)
                state.untold += full.losses.prefix(max(0, Self.untoldLimit - state.untold.count))
                return false
            }
            full.losses += state.untold
            if let loss = state.dropped { full.losses.append(loss) }
            (state.untold, state.dropped) = ([], nil)
            state.waiting += 1
            state.waitingBytes += full.weight
            return true
        }
        if isAccepted { deliver(full) }
        return empty()
    }

    /// Gives a batch back that the pipeline has read.
    func giveBack(_ batch: ObservationBatch) {
        var batch = batch
        let weight = batch.weight
        batch.removeAll()
        state.withLock { state in
            state.waiting -= 1
            state.waitingBytes -= weight
            if state.empty.count < Self.kept, batch.capacity <= Self.keptBytes { state.empty.append(batch) }
        }
    }
}
