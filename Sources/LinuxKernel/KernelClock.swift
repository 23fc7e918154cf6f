internal import CLinux

/// The kernel's clocks. Events carry boot time; wall time is derived from it.
package enum KernelClock {
    /// Nanoseconds since boot, sleep included (CLOCK_BOOTTIME). Start times of processes count in it.
    package static var bootNanoseconds: UInt64 { yagura_clock_boot() }

    /// Nanoseconds since boot without sleep (CLOCK_MONOTONIC). The process connector stamps with it.
    package static var monotonicNanoseconds: UInt64 { yagura_clock_monotonic() }

    /// Nanoseconds since 1970. Audit records are stamped with it.
    package static var wallNanoseconds: Int64 { yagura_clock_wall() }

    /// What to add to a boot time to get wall time, now.
    package static var wallMinusBoot: Int64 {
        wallNanoseconds &- Int64(truncatingIfNeeded: bootNanoseconds)
    }

    /// What to add to a monotonic time to get boot time, now: the time slept.
    package static var bootMinusMonotonic: UInt64 {
        let monotonic = monotonicNanoseconds
        return bootNanoseconds &- monotonic
    }

    /// Changes at each boot: leases and saved settings carry it.
    package static func bootId() throws(SystemCallError) -> String {
        let bytes = try Directory.working.read("/proc/sys/kernel/random/boot_id", limit: 64)
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }

    /// The start time in `/proc/<pid>/stat`, which counts in ticks, as boot nanoseconds.
    package static func bootNanoseconds(ticks: UInt64) -> UInt64 {
        let (product, overflow) = ticks.multipliedReportingOverflow(by: nanosecondsPerTick)
        return overflow ? .max : product
    }

    private static let nanosecondsPerTick = 1_000_000_000 / UInt64(clamping: max(1, yagura_ticks_per_second()))
}

/// A duration as the milliseconds poll(2) and epoll_wait(2) take: rounded up, nil for ever.
func pollMilliseconds(_ limit: Duration?) -> Int32 {
    guard let limit else { return -1 }
    guard limit > .zero else { return 0 }
    let (seconds, attoseconds) = limit.components
    guard seconds < 2_000_000 else { return 2_000_000_000 }
    let partial = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: seconds * 1000 + partial)
}
