/// What the store has counted since the database was made.
package struct StoreCounters: Hashable, Sendable {
    /// Anomalies, tripwires and changes of behaviour in the stream.
    package var delivered: Int64 = 0
    /// The same, held back.
    package var heldBack: Int64 = 0
    /// Lines of every other kind in the stream: responses, losses, health.
    package var records: Int64 = 0
    /// Lines dropped by the size limit; each lies under a tombstone.
    package var dropped: Int64 = 0
    /// Held-back alerts no longer kept.
    package var heldForgotten: Int64 = 0
    /// What could not be stored: full or failing disk, or a line too long.
    package var notStored: Int64 = 0
    /// Lines that the collector refused for good.
    package var refused: Int64 = 0

    /// Raised = delivered + held back.
    package var raised: Int64 { delivered &+ heldBack }

    enum Name: String, CaseIterable {
        case delivered, heldBack = "held_back", records, dropped, heldForgotten = "held_forgotten", notStored =
            "not_stored"
        case refused
    }

    subscript(name: Name) -> Int64 {
        get {
            switch name {
            case .delivered: delivered
            case .heldBack: heldBack
            case .records: records
            case .dropped: dropped
            case .heldForgotten: heldForgotten
            case .notStored: notStored
            case .refused: refused
            }
        }
        set {
            switch name {
            case .delivered: delivered = newValue
            case .heldBack: heldBack = newValue
            case .records: records = newValue
            case .dropped: dropped = newValue
            case .heldForgotten: heldForgotten = newValue
            case .notStored: notStored = newValue
            case .refused: refused = newValue
            }
        }
    }

    package init() {}
}

extension SQLiteConnection {
    /// Adds each field to what is stored.
    mutating func add(_ counters: StoreCounters) throws(StoreError) {
        for name in StoreCounters.Name.allCases where counters[name] != 0 {
            try run(
                """
                INSERT INTO counters (name, value) VALUES (?1, ?2)
                ON CONFLICT (name) DO UPDATE SET value = value + ?2
                """, "count", .text(name.rawValue), .integer(counters[name]))
        }
    }

    mutating func counters() throws(StoreError) -> StoreCounters {
        let rows = try all("SELECT name, value FROM counters", "read the counters") { ($0.text(0), $0.integer(1)) }
        var counters = StoreCounters()
        for name in StoreCounters.Name.allCases {
            counters[name] = rows.first { $0.0 == name.rawValue }?.1 ?? 0
        }
        return counters
    }
}
