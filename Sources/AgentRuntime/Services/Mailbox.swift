internal import LinuxKernel
internal import Synchronization

/// Messages to one thread, in order; whoever posts never waits.
///
/// The owner polls `event` and takes all at once: one lock and one wake-up for a burst.
final class Mailbox<Message: Sendable>: Sendable {
    let event: EventDescriptor
    private let messages = Mutex<[Message]>([])

    init() throws(SystemCallError) { event = try EventDescriptor() }

    func post(_ message: Message) {
        let wasEmpty = messages.withLock { waiting in
            waiting.append(message)
            return waiting.count == 1
        }
        if wasEmpty { event.signal() }
    }

    /// Posts unless so many messages wait already; false when it does not.
    func offer(_ message: Message, limit: Int) -> Bool {
        let place: Int? = messages.withLock { waiting in
            guard waiting.count < limit else { return nil }
            waiting.append(message)
            return waiting.count
        }
        if place == 1 { event.signal() }
        return place != nil
    }

    /// Messages that wait.
    var count: Int { messages.withLock(\.count) }

    /// Takes all messages out; waits up to `limit` (nil: for ever) for the first one.
    func take(within limit: Duration?) -> [Message] {
        let waiting = drain()
        if !waiting.isEmpty { return waiting }
        _ = try? event.descriptor.wait(for: .readable, within: limit)
        return drain()
    }

    private func drain() -> [Message] {
        event.drain()
        return messages.withLock { waiting in
            let taken = waiting
            waiting = []
            return taken
        }
    }
}

/// An answer that one thread waits for and another gives once.
final class Reply<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let event: EventDescriptor

    init() throws(SystemCallError) { event = try EventDescriptor() }

    func give(_ answer: Value) {
        value.withLock { $0 = answer }
        event.signal()
    }

    /// The answer; nil when none came in time.
    func wait(within limit: Duration) -> Value? {
        _ = try? event.descriptor.wait(for: .readable, within: limit)
        return value.withLock(\.self)
    }
}
