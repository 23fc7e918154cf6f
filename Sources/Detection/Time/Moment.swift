/// A point in the detector's time: wall-clock milliseconds since 1970, times `time.scale`.
///
/// All rules of the model are written in this time: a window has 60,000 of these milliseconds, an hour 3,600,000, whatever
/// the scale. What the scale must not touch (joining, storms) is stretched by it instead: see `DetectorClock`.
package struct Moment: Hashable, Comparable, Sendable, BitwiseCopyable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static let never = Moment(milliseconds: Int64.max)
    package static let zero = Moment(milliseconds: 0)

    package static let minuteLength: Int64 = 60_000
    package static let hourLength: Int64 = 3_600_000
    package static let dayLength: Int64 = 86_400_000

    package var minute: Int64 { milliseconds / Self.minuteLength }
    package var hour: Int64 { milliseconds / Self.hourLength }
    package var day: Int64 { milliseconds / Self.dayLength }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// Saturates at both ends, so that no clock can make it trap.
    func advanced(by milliseconds: Int64) -> Moment {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Moment(milliseconds: overflow ? (milliseconds > 0 ? Int64.max : 0) : sum)
    }

    /// Milliseconds from `earlier`, never below 0.
    func since(_ earlier: Moment) -> Int64 { max(0, milliseconds &- earlier.milliseconds) }
}
