/// How soon the sensors are read again: at once on a quiet host, after a short pause on a busy one.
///
/// Waking two threads for a record costs twenty times what the record itself costs. So an act and what follows from it are
/// seen at once, and what comes without end is gathered. A leaky bucket tells them apart.
struct ReadingPace {
    /// Records a millisecond that may come without end and without a pause.
    static let leak: UInt64 = 2
    /// Records above that rate after which the host is busy: some thirty programs executed in a row.
    static let busyLevel: UInt64 = 256
    /// The level rises no further: half a second after a storm the host is quiet again.
    static let highestLevel: UInt64 = 1024
    /// Between two reads of a busy host.
    static let pause: Duration = .milliseconds(4)

    private var level: UInt64 = 0
    private var last: UInt64 = 0

    /// How long to wait before the next read, after one that found so many records.
    mutating func pause(after records: Int, at bootNanoseconds: UInt64) -> Duration {
        let milliseconds = (bootNanoseconds &- last) / 1_000_000
        // Whole milliseconds leak; the rest is there at the next read.
        last &+= milliseconds &* 1_000_000
        let leaked = min(level, milliseconds &* Self.leak)
        level = min(level &- leaked &+ min(UInt64(clamping: records), Self.highestLevel), Self.highestLevel)
        return level >= Self.busyLevel ? Self.pause : .zero
    }
}
