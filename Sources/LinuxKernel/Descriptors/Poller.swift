internal import CLinux

/// An epoll set over a few descriptors, each known by a token its user chose.
package struct Poller: ~Copyable, Sendable {
    /// To wait on from another poller: readable when a token is ready.
    package let descriptor: Descriptor
    private var ready = [yagura_ready](repeating: yagura_ready(), count: 64)

    package init() throws(SystemCallError) {
        descriptor = Descriptor(owning: Int32(clamping: try check(yagura_epoll(), "epoll_create1")))
    }

    /// Watches `other` until it is removed or closed.
    package func add(
        _ other: borrowing Descriptor, _ events: PollEvents = .readable, token: UInt64
    ) throws(SystemCallError) {
        try check(yagura_epoll_add(descriptor.number, other.number, events.rawValue, token), "epoll_ctl add")
    }

    package func change(
        _ other: borrowing Descriptor, _ events: PollEvents, token: UInt64
    ) throws(SystemCallError) {
        try check(yagura_epoll_change(descriptor.number, other.number, events.rawValue, token), "epoll_ctl mod")
    }

    package func remove(_ other: borrowing Descriptor) throws(SystemCallError) {
        try check(yagura_epoll_remove(descriptor.number, other.number), "epoll_ctl del")
    }

    /// Waits up to `limit` (nil: for ever) and gives each ready token; false when the time was up.
    ///
    /// A signal that this thread handled ends the wait early, with false.
    @discardableResult
    package mutating func wait(
        within limit: Duration?, _ body: (_ token: UInt64, _ events: PollEvents) -> Void
    ) throws(SystemCallError) -> Bool {
        let number = descriptor.number
        var span = ready.mutableSpan
        let count = try check(yagura_epoll_wait(number, &span, pollMilliseconds(limit)), "epoll_wait")
        for index in 0..<min(count, ready.count) {
            body(ready[index].token, PollEvents(rawValue: ready[index].events))
        }
        return count > 0
    }
}
