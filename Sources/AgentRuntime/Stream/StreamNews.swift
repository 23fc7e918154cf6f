internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// Where the stream of stored lines ends, and those who want to hear when it grows.
///
/// A listener hears that there is something, not what: nothing is kept for one who does not read.
final class StreamNews: Sendable {
    /// The newest stored line.
    struct End: Sendable {
        var epoch = ""
        var head = ChainHead.start
    }

    private struct State {
        var end = End()
        var listeners: [UInt64: EventDescriptor] = [:]
        var last: UInt64 = 0
    }

    /// Subscribers now, and ever.
    var listeners: (now: Int, ever: UInt64) { state.withLock { ($0.listeners.count, $0.last) } }

    private let state = Mutex(State())

    var end: End { state.withLock(\.end) }

    func publish(epoch: String, head: ChainHead) {
        state.withLock { state in
            state.end = End(epoch: epoch, head: head)
            for listener in state.listeners.values { listener.signal() }
        }
    }

    func listen(_ event: EventDescriptor) -> UInt64 {
        state.withLock { state in
            state.last &+= 1
            state.listeners[state.last] = event
            return state.last
        }
    }

    func cancel(_ id: UInt64) { state.withLock { _ = $0.listeners.removeValue(forKey: id) } }
}
