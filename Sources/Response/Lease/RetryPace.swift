/// When to try again what failed: at once, then after a quarter of a second, then twice as long each time, at most half a
/// minute.
struct RetryPace: Hashable, Sendable {
    /// Failures since it last went well.
    private(set) var failures = 0
    /// Nothing is tried before; nanoseconds since boot.
    private(set) var next: UInt64 = 0

    private static let shortest: UInt64 = 250_000_000
    private static let longest: UInt64 = 30_000_000_000

    func isDue(_ now: UInt64) -> Bool { now >= next }

    mutating func failed(_ now: UInt64) {
        // 7 doublings of the shortest pass the longest.
        let wait = failures == 0 ? 0 : min(Self.longest, Self.shortest << UInt64(min(failures - 1, 7)))
        failures = min(failures + 1, 1_000_000)
        next = now &+ wait
    }

    mutating func succeeded() { self = RetryPace() }
}
