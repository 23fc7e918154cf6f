internal import CLinux

/// An eventfd: one side signals, the other polls and drains. Shared by its users, hence a class.
package final class EventDescriptor: Sendable {
    package let descriptor: Descriptor

    package init() throws(SystemCallError) {
        descriptor = Descriptor(owning: Int32(clamping: try check(yagura_eventfd(), "eventfd")))
    }

    /// Makes the descriptor readable. Cannot fail while it is open, and never blocks.
    package func signal() { _ = yagura_eventfd_signal(descriptor.number) }

    /// Makes it quiet again; false when nothing had been signalled.
    @discardableResult
    package func drain() -> Bool { yagura_eventfd_take(descriptor.number) > 0 }

    /// Whether it is signalled, without taking the signal.
    package var isSignalled: Bool { yagura_poll(descriptor.number, Int32(PollEvents.readable.rawValue), 0) > 0 }
}
