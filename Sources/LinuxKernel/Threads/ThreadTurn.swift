internal import CLinux

/// How a thread shares a processor with other ordinary threads, as sched_setattr(2) says.
package struct ThreadTurn: Hashable, Sendable {
    /// Weight: -20 for most of the processor, 0 ordinary, 19 gives way to all.
    package var nice: Int32
    /// How long its turns are, nanoseconds, 100,000 to 100,000,000; 0 for the host's own.
    ///
    /// A thread of shorter turns that wakes up does not wait for the end of a longer one that runs, and gets no more of the
    /// processor for it: the EEVDF scheduler of kernel 6.12 and later; earlier ones keep their own.
    package var sliceNanoseconds: UInt64

    package init(nice: Int32 = 0, sliceNanoseconds: UInt64 = 0) {
        self.nice = nice
        self.sliceNanoseconds = sliceNanoseconds
    }

    /// Whether a thread shares the processor by turns (SCHED_OTHER), 0 being the calling one.
    package static func isOrdinary(_ thread: Int32) throws(SystemCallError) -> Bool {
        try check(yagura_thread_is_ordinary(thread), "sched_getscheduler", "thread \(thread)") == 1
    }

    /// What the kernel says of a thread, 0 being the calling one; its slice is 0 before kernel 6.12.
    package static func current(of thread: Int32 = 0) throws(SystemCallError) -> ThreadTurn {
        var nice: Int32 = 0
        var slice: UInt64 = 0
        try check(unsafe yagura_thread_turn(thread, &nice, &slice), "sched_getattr", "thread \(thread)")
        return ThreadTurn(nice: nice, sliceNanoseconds: slice)
    }

    /// Gives it to a thread, 0 being the calling one, which is an ordinary one from then on; the weight stays as it is where
    /// the host refuses it (no CAP_SYS_NICE), the slice needs no privilege.
    package func set(for thread: Int32 = 0) throws(SystemCallError) {
        do throws(SystemCallError) {
            try check(yagura_thread_set_turn(thread, nice, sliceNanoseconds), "sched_setattr", "thread \(thread)")
        } catch {
            guard error.isRefused else { throw error }
            let weight = try Self.current(of: thread).nice
            try check(yagura_thread_set_turn(thread, weight, sliceNanoseconds), "sched_setattr", "thread \(thread)")
        }
    }
}
