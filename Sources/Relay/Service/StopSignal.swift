internal import Synchronization

/// That the relay shall end: what is in flight is finished, nothing new is begun.
final class StopSignal: Sendable {
    private struct State {
        var isStopping = false
        var watchers: [UInt64: @Sendable () -> Void] = [:]
        var last: UInt64 = 0
    }

    private let state = Mutex(State())

    var isStopping: Bool { state.withLock(\.isStopping) }

    func stop() {
        let watchers = state.withLock { state in
            state.isStopping = true
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher() }
    }

    /// Calls `body` when it is time; at once when it was before. The number ends the watch.
    func whenStopping(_ body: @escaping @Sendable () -> Void) -> UInt64 {
        let (id, isStopping) = state.withLock { state in
            state.last &+= 1
            state.watchers[state.last] = body
            return (state.last, state.isStopping)
        }
        if isStopping { body() }
        return id
    }

    func forget(_ id: UInt64) { state.withLock { _ = $0.watchers.removeValue(forKey: id) } }

    /// Sleeps, and wakes early for the end; false then, and when the task was cancelled.
    func pause(_ duration: Duration) async -> Bool {
        let (end, waker) = AsyncStream.makeStream(of: Void.self)
        let id = whenStopping { waker.finish() }
        let timer = Task {
            try? await Task.sleep(for: duration)
            waker.finish()
        }
        for await _ in end {}
        timer.cancel()
        forget(id)
        return !isStopping && !Task.isCancelled
    }
}
