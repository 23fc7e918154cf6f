/// Turns instants into the detector's time: anchored once at the wall clock, then carried by boot time alone.
///
/// So a stepped wall clock neither adds watched windows nor takes them away, and time never runs backwards: a boot whose
/// wall clock lies behind what was stored (no battery, or an earlier wrong clock) goes on from where the last one was.
struct DetectorClock: Sendable, Hashable {
    /// `time.scale`: 1 to 1,000.
    let scale: Int64
    private(set) var anchor: Instant?
    private(set) var now: Moment = .zero

    init(scale: Int64) { self.scale = min(max(scale, 1), 1000) }

    /// Continues a stored clock: with its anchor when the boot is the same, else anchored anew by the next instant.
    init(scale: Int64, now: Moment, anchor: Instant?) {
        self.init(scale: scale)
        self.now = now
        self.anchor = anchor
    }

    /// The moment of an instant, before the clock's own present too; the clock does not move.
    func moment(of instant: Instant) -> Moment {
        let anchor = anchor ?? instant
        let elapsed = Int128(instant.bootNanoseconds) - Int128(anchor.bootNanoseconds)
        let wall = Int128(anchor.wallNanoseconds) + elapsed
        return Moment(milliseconds: max(0, Int64(clamping: wall * Int128(scale) / 1_000_000)))
    }

    /// Anchors the clock if nothing has yet.
    mutating func anchorIfNeeded(at instant: Instant) {
        guard anchor == nil else { return }
        anchor = instant
        let moment = moment(of: instant)
        if moment >= now {
            if now == .zero { now = moment }
            return
        }
        // Rounded up: the present must not lie behind itself.
        let wall = (Int128(now.milliseconds) * 1_000_000 + Int128(scale) - 1) / Int128(scale)
        anchor = Instant(bootNanoseconds: instant.bootNanoseconds, wallNanoseconds: Int64(clamping: wall))
    }

    /// Moves the present to `moment` unless it lies behind.
    mutating func move(to moment: Moment) { now = max(now, moment) }

    /// A stretch of real time, which the scale does not shorten.
    func unscaled(milliseconds: Int64) -> Int64 { milliseconds * scale }
}
