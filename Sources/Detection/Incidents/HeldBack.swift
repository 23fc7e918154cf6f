package import BehaviourModel

/// An anomaly that did not pass: listed for whoever asks, never streamed.
package struct HeldBack: Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Its rank did not reach the floor.
        case belowFloor = "below_floor"
        /// No token, and nothing graver than what passed.
        case noToken = "no_token"
    }

    package var number: UInt64
    package var reason: Reason
    /// Wall and boot time of the last event that counted.
    package var instant: Instant
    package var container: String
    package var severity: Severity
    package var items: [AlertItem]
    package var score: AlertScore
}

/// What was held back last, and how much in all.
struct HeldBackTable: Sendable {
    static let limit = 128
    private(set) var records: ContiguousArray<HeldBack> = []
    var nextNumber: UInt64 = 1

    mutating func put(_ record: HeldBack) {
        if let index = records.firstIndex(where: { $0.number == record.number }) {
            records[index] = record
            return
        }
        if records.count >= Self.limit { records.removeFirst() }
        records.append(record)
    }

    /// It passed after all.
    mutating func remove(_ number: UInt64) { records.removeAll { $0.number == number } }
}
