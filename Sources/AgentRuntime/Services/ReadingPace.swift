/// How soon the sensors are read again: at once on a quiet host, after a short pause on a busy one, a longer one in a flood.
///
/// A read costs the same for one record as for a hundred: two threads are woken, and by then the host's own work has taken the
/// processor's caches. So an act and what follows from it are seen at once, and what comes without end is gathered. Leaky
/// buckets tell them apart.
struct ReadingPace {
    /// Some thirty programs executed in a row, or over two hundred a second without end.
    private var busy = LeakyBucket(leak: 2, mark: 256)
    /// Over a thousand programs a second without end.
    private var flooded = LeakyBucket(leak: 12, mark: 512)

    /// Between two reads of a busy host.
    static let pause: Duration = .milliseconds(4)
    /// Between two reads in a flood: what comes then waits behind the flood in any case.
    static let longPause: Duration = .milliseconds(16)

    /// How long to wait before the next read, after one that found so many records.
    ///
    /// `looksAtLiving`: programs and arguments are read from `/proc` while the process lives; a long pause would miss more of
    /// them than the flood itself does.
    mutating func pause(after records: Int, at bootNanoseconds: UInt64, looksAtLiving: Bool = false) -> Duration {
        let count = UInt64(clamping: records)
        let isBusy = busy.pour(count, at: bootNanoseconds)
        let isFlooded = flooded.pour(count, at: bootNanoseconds)
        return isFlooded && !looksAtLiving ? Self.longPause : isBusy ? Self.pause : .zero
    }
}
