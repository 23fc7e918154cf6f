internal import CLinux

/// Real time for a thread that mostly waits: what it does after a wake-up runs at once, at SCHED_FIFO, as long as that is
/// less than a tenth of one processor; beyond it the thread takes its turn among the ordinary ones.
///
/// Whoever can make the thread work can so never take a processor from the host: a piece of work is not cut short, but one
/// that took more than there was is paid for by ordinary turns. A value belongs to the thread that made it. In its loop:
/// `rest()` before it waits, `begin()` behind that, `look()` between two pieces of work, `calm()` before one that may wait.
package struct UrgentTurns: ~Copyable {
    /// Nanoseconds at real-time priority that are left, and how many there can be; below 0 they are owed.
    private var budget = Self.most
    private static let most: Int64 = 50_000_000
    /// No more is owed: a virtual machine that was stopped comes back with a piece of work that took hours.
    private static let least: Int64 = -1_000_000_000
    /// So much there must be before the priority is asked for again: no change of mind at each wake-up.
    private static let enough: Int64 = 10_000_000
    /// One nanosecond comes back in so many.
    private static let period: Int64 = 10

    private let priority: Int32
    private let otherwise: ThreadTurn
    /// Since when work or rest goes on, monotonic nanoseconds.
    private var since: UInt64
    package private(set) var isUrgent = false
    /// The host refuses it (no CAP_SYS_NICE): then nothing is asked again.
    package private(set) var refusal: SystemCallError?

    /// - Parameters:
    ///   - priority: of SCHED_FIFO, 1 to 99.
    ///   - otherwise: how it shares the processor when it may not be urgent.
    package init(priority: Int32, otherwise: ThreadTurn) {
        self.priority = priority
        self.otherwise = otherwise
        since = KernelClock.monotonicNanoseconds
        // Refused, the thread keeps its ordinary weight: later, not wrong.
        try? otherwise.set()
    }

    /// The thread has worked and will wait: what wakes it finds it urgent, if the budget allows. Moments are monotonic
    /// nanoseconds.
    package mutating func rest(at now: UInt64 = KernelClock.monotonicNanoseconds) {
        look(at: now)
        guard !isUrgent, refusal == nil, budget >= Self.enough else { return }
        do throws(SystemCallError) {
            try check(yagura_thread_take_fifo(priority), "sched_setattr", "SCHED_FIFO")
            isUrgent = true
        } catch {
            refusal = error
        }
    }

    /// It was woken: what follows is work.
    package mutating func begin(at now: UInt64 = KernelClock.monotonicNanoseconds) { refill(until: now) }

    /// Between two pieces of work: ends the urgency of one that went on too long.
    package mutating func look(at now: UInt64 = KernelClock.monotonicNanoseconds) {
        let worked = Int64(clamping: now &- min(since, now))
        refill(until: now)
        guard isUrgent else { return }
        budget = budget &- min(worked, budget &- Self.least)
        if budget <= 0 { beOrdinary() }
    }

    /// What follows may wait: it takes its ordinary turn, and costs nothing. `rest()` ends that.
    package mutating func calm(at now: UInt64 = KernelClock.monotonicNanoseconds) {
        look(at: now)
        if isUrgent { beOrdinary() }
    }

    /// A thread that could not be made ordinary counts as urgent still, and is asked again at the next look.
    private mutating func beOrdinary() {
        guard (try? otherwise.set()) != nil else { return }
        isUrgent = false
    }

    private mutating func refill(until now: UInt64) {
        budget = min(Self.most, budget &+ Int64(clamping: now &- min(since, now)) / Self.period)
        since = now
    }
}
