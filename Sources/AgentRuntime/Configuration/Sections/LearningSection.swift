internal import BehaviourModel

/// `learning`: when something is a habit, and when a workload is learned.
package struct LearningSection: Hashable, Sendable {
    package var window: Duration = .seconds(60)
    /// Episodes that make an item known.
    package var support: UInt8 = 3
    package var minimumWindows: UInt64 = 1_000
    package var minimumWatched: Duration = .seconds(86_400)
    /// Complete only when every hour of the day was seen.
    package var wantsCalendar = true

    init() {}

    init(from map: inout MapReader) {
        window = map.duration("window", default: window, from: .seconds(1), to: .seconds(3_600))
        support = map.integer("support", default: support, in: 1...100)
        minimumWindows = map.integer("minimum_windows", default: minimumWindows, in: 1...1_000_000)
        minimumWatched = map.duration(
            "minimum_watched", default: minimumWatched, from: .seconds(3_600), to: .seconds(366 * 86_400))
        wantsCalendar = map.bool("calendar", default: wantsCalendar)
        if DurationText.nanoseconds(in: .seconds(3_600)) % max(1, DurationText.nanoseconds(in: window)) != 0 {
            map.contradiction(
                "window", value: DurationText.format(window), "a part of an hour without rest, such as 60s")
        }
    }

    var json: JSONValue {
        [
            "window": .string(DurationText.format(window)), "support": .integer(Int64(support)),
            "minimum_windows": .integer(Int64(clamping: minimumWindows)),
            "minimum_watched": .string(DurationText.format(minimumWatched)), "calendar": .bool(wantsCalendar),
        ]
    }
}
