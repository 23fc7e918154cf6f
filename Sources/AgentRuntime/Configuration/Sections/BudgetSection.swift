internal import BehaviourModel
internal import ConfigurationReading

/// `budget`: incidents that one workload may raise in a period.
package struct BudgetSection: Hashable, Sendable {
    package var incidents: UInt32 = 1
    package var period: Duration = .seconds(7 * 86_400)

    init() {}

    /// - Parameter standard: what holds for keys that are missing.
    init(from map: inout MapReader, default standard: BudgetSection = BudgetSection()) {
        incidents = map.integer("incidents", default: standard.incidents, in: 1...1_000)
        period = map.duration("period", default: standard.period, from: .seconds(3_600), to: .seconds(366 * 86_400))
    }

    var json: JSONValue {
        ["incidents": .integer(Int64(incidents)), "period": .string(DurationText.format(period))]
    }
}
