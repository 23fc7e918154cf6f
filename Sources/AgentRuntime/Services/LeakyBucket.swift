/// Tells what comes without end from what comes at once and then ends.
struct LeakyBucket {
    /// What may come each millisecond without end.
    let leak: UInt64
    /// So much above that is a lot.
    let mark: UInt64

    private var level: UInt64 = 0
    private var lastNanoseconds: UInt64 = 0

    init(leak: UInt64, mark: UInt64) {
        self.leak = leak
        self.mark = mark
    }

    /// The level rises no further, so that the end of a storm is noticed.
    var highest: UInt64 { mark &* 4 }

    /// Whether there is a lot in the bucket, after `amount` more at this time.
    mutating func pour(_ amount: UInt64, at nanoseconds: UInt64) -> Bool {
        let milliseconds = (nanoseconds &- lastNanoseconds) / 1_000_000
        // Whole milliseconds leak; the rest is there the next time.
        lastNanoseconds &+= milliseconds &* 1_000_000
        level &-= min(level, milliseconds &* leak)
        level = min(level &+ min(amount, highest), highest)
        return level >= mark
    }
}
