internal import BehaviourModel
internal import ConfigurationReading

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
        window = map.value("window", default: window, "60s: the rules of the model are measured with this one alone") {
            (try? DurationText.parse($0.text)) == .seconds(60) ? .seconds(60) : nil
        }
        support = map.integer("support", default: support, in: 1...100)
        minimumWindows = map.integer("minimum_windows", default: minimumWindows, in: 1...1_000_000)
        minimumWatched = map.duration(
            "minimum_watched", default: minimumWatched, from: .seconds(3_600), to: .seconds(366 * 86_400))
        wantsCalendar = map.bool("calendar", default: wantsCalendar)
        if DurationText.nanoseconds(in: minimumWatched) % 3_600_000_000_000 != 0 {
            map.contradiction("minimum_watched", value: DurationText.format(minimumWatched), "whole hours, such as 24h")
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
