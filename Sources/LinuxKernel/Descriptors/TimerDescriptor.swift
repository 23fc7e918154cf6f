internal import CLinux

/// A timerfd in boot time: it counts while the machine sleeps.
package struct TimerDescriptor: ~Copyable, Sendable {
    package let descriptor: Descriptor

    package init() throws(SystemCallError) {
        descriptor = Descriptor(owning: Int32(clamping: try check(yagura_timerfd(), "timerfd_create")))
    }

    /// Becomes readable after `delay`, then every `period`; a delay of zero or less fires at once.
    package func arm(after delay: Duration, every period: Duration = .zero) throws(SystemCallError) {
        // A first expiry of zero would disarm the timer (timerfd_create(2)).
        let first = max(1, nanoseconds(delay))
        try check(yagura_timerfd_set(descriptor.number, first, nanoseconds(period)), "timerfd_settime")
    }

    package func disarm() throws(SystemCallError) {
        try check(yagura_timerfd_set(descriptor.number, 0, 0), "timerfd_settime")
    }

    /// How often it fired since the last call; 0 when it did not.
    package func drain() throws(SystemCallError) -> Int {
        try check(yagura_eventfd_take(descriptor.number), "read timerfd")
    }

    private func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        // The kernel refuses more than its own 64-bit nanoseconds.
        guard !overflow, product < UInt64(Int64.max) - 1_000_000_000 else { return UInt64(Int64.max) }
        return product + UInt64(attoseconds / 1_000_000_000)
    }
}
