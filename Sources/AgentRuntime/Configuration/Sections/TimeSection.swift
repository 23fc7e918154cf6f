internal import BehaviourModel
internal import ConfigurationReading

/// `time`: compresses what takes days, for trying out.
package struct TimeSection: Hashable, Sendable {
    /// Divides windows, hours, days and the budget's period; never leases and timeouts.
    package var scale: Int64 = 1

    init() {}

    init(from map: inout MapReader) {
        scale = map.integer("scale", default: scale, in: 1...1_000)
    }

    var json: JSONValue { ["scale": .integer(scale)] }
}
