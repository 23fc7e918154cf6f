internal import Synchronization

/// Tells whoever follows that lines have been committed: what they are, followers read from the store by position.
///
/// A follower that is slow is told once for many commits, so following needs no memory and nothing is ever left out.
package final class NewLines: Sendable {
    private struct State {
        var newest: Int64 = 0
        var nextName = 0
        var followers: [Int: AsyncStream<Int64>.Continuation] = [:]
    }

    private let store: any LineStore
    private let state = Mutex(State())

    package init(store: any LineStore) { self.store = store }

    /// Positions of newest lines, one for each wake-up, the current one first; ends when the follower is dropped.
    package func positions() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(1))
        let (name, newest) = state.withLock { state in
            state.nextName &+= 1
            state.followers[state.nextName] = continuation
            return (state.nextName, state.newest)
        }
        // Kept alive by its followers: each lets go when it ends.
        continuation.onTermination = { [self] _ in
            state.withLock { _ = $0.followers.removeValue(forKey: name) }
        }
        continuation.yield(newest)
        return stream
    }

    /// How many follow now.
    package var followers: Int { state.withLock { $0.followers.count } }

    /// Called after each commit.
    package func announce() async {
        // Where reading fails followers are woken all the same: they find out by themselves.
        let newest = (try? await store.newestPosition()) ?? state.withLock { $0.newest }
        let followers = state.withLock { state in
            state.newest = max(state.newest, newest)
            return Array(state.followers.values)
        }
        for follower in followers { follower.yield(newest) }
    }

    /// Ends every follower's stream: the server stops.
    package func finish() {
        let followers = state.withLock { state in
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        for follower in followers { follower.finish() }
    }
}
