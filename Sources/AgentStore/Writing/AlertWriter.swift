internal import BehaviourModel
internal import WireProtocol

/// Writes a batch of alerts inside one transaction: lines, chain, counters, incidents, limits.
struct AlertWriter {
    struct Outcome {
        var stored: [StoredAlert] = []
        var head: ChainHead
    }

    let options: StoreOptions
    let epoch: StoreEpoch
    /// Alerts that were given up since the last batch.
    let losses: Int64
    /// What baselines take of the database.
    let baselineBytes: Int64
    private let attempt = "store alerts"

    func write(
        _ alerts: [Alert], held: [Alert], after start: ChainHead, to connection: inout SQLiteConnection
    ) throws(StoreError) -> Outcome {
        var outcome = Outcome(head: start)
        var counters = StoreCounters()
        counters.notStored = losses
        for alert in alerts { try add(alert, to: &connection, &outcome, &counters) }
        for alert in held { try hold(alert, in: &connection, &counters) }
        if outcome.head != start {
            try connection.run(
                "UPDATE epochs SET sequence = ?2, hash = ?3 WHERE number = ?1", attempt, .integer(epoch.number),
                .integer(outcome.head.sequence), .text(outcome.head.hash.hexadecimal))
        }
        counters.heldForgotten &+= try forgetHeld(in: &connection)
        counters.dropped &+= try SizeLimit(bytes: options.limit.bytes, besides: baselineBytes).enforce(
            in: &connection, keepingAfter: start.sequence, of: epoch)
        try connection.add(counters)
        return outcome
    }

    private func add(
        _ alert: Alert, to connection: inout SQLiteConnection, _ outcome: inout Outcome, _ counters: inout StoreCounters
    ) throws(StoreError) {
        var alert = alert
        alert.agent = options.agent
        alert.epoch = epoch.name
        alert.sequence = outcome.head.nextSequence
        alert.previous = outcome.head.hash.hexadecimal
        // Eight digits of the epoch tell machines apart; the sequence is unique within it.
        if alert.id.isEmpty { alert.id = "\(epoch.name.prefix(8))-\(alert.sequence)" }
        if let known = try stored(alert.id, in: &connection) {
            outcome.stored.append(known)
            return
        }
        let line = alert.line
        guard line.count <= AgentStore.lineLimit else {
            counters.notStored &+= 1
            return
        }
        try connection.query(
            """
            INSERT INTO alerts (
                id, time_ns, severity, kind, workload, container, incident, tripwire, about, line, boot_ns, epoch, sequence)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """, attempt
        ) { (statement) throws(StoreError) in
            try Self.bind(alert, line, to: statement)
            try statement.bind(.integer(Int64(clamping: alert.bootNanoseconds)), at: 11)
            try statement.bind(.integer(epoch.number), at: 12)
            try statement.bind(.integer(alert.sequence), at: 13)
            while try statement.step() {}
        }
        outcome.head = outcome.head.adding(line: line)
        let position = StorePosition(epoch: epoch.name, sequence: alert.sequence)
        outcome.stored.append(StoredAlert(id: alert.id, position: position, line: line))
        if Self.isRaised(alert) { counters.delivered &+= 1 } else { counters.records &+= 1 }
        try noteIncident(of: alert, isHeld: false, in: &connection)
    }

    private func hold(
        _ alert: Alert, in connection: inout SQLiteConnection, _ counters: inout StoreCounters
    ) throws(StoreError) {
        var alert = alert
        alert.agent = options.agent
        alert.epoch = epoch.name
        // The number of a held-back alert is none of the stream's: it has no place there.
        if alert.id.isEmpty {
            let next = try connection.first(
                "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'held'), 0)", attempt
            ) { $0.integer(0) }
            alert.id = "\(epoch.name.prefix(8))-h\((next ?? 0) &+ 1)"
        }
        let line = alert.line
        guard line.count <= AgentStore.lineLimit else {
            counters.notStored &+= 1
            return
        }
        try connection.query(
            """
            INSERT INTO held (id, time_ns, severity, kind, workload, container, incident, tripwire, about, line)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING
            """, attempt
        ) { (statement) throws(StoreError) in
            try Self.bind(alert, line, to: statement)
            while try statement.step() {}
        }
        guard connection.changes > 0 else { return }
        counters.heldBack &+= 1
        try noteIncident(of: alert, isHeld: true, in: &connection)
    }

    private func stored(_ id: String, in connection: inout SQLiteConnection) throws(StoreError) -> StoredAlert? {
        try connection.first(
            """
            SELECT epochs.epoch, alerts.sequence, alerts.line FROM alerts JOIN epochs ON number = alerts.epoch
            WHERE id = ?1
            """, attempt, .text(id)
        ) {
            StoredAlert(
                id: id, position: StorePosition(epoch: $0.text(0), sequence: $0.integer(1)), line: $0.bytes(2))
        }
    }

    /// Parameters 1 to 10: what `alerts` and `held` have in common.
    private static func bind(
        _ alert: Alert, _ line: [UInt8], to statement: borrowing SQLiteStatement
    ) throws(StoreError) {
        let workload = alert.workload.map { "\($0.scope)/\($0.name)" }
        try statement.bind(.text(alert.id), at: 1)
        try statement.bind(.integer(alert.unixNanoseconds), at: 2)
        try statement.bind(.integer(rank(of: alert)), at: 3)
        try statement.bind(.text(alert.kind.text), at: 4)
        try statement.bind(.optional(workload), at: 5)
        try statement.bind(.optional(alert.container?.id), at: 6)
        try statement.bind(.optional(alert.incident), at: 7)
        try statement.bind(.optional(alert.tripwire), at: 8)
        try statement.bind(.optional(alert.about), at: 9)
        try statement.bind(.bytes(line), at: 10)
    }

    /// A severity of a later version counts as the highest: it is dropped last.
    private static func rank(of alert: Alert) -> Int64 {
        Int64((alert.severity.known ?? .critical).rank)
    }

    private static func isRaised(_ alert: Alert) -> Bool {
        switch alert.kind.known {
        case .anomaly, .tripwire, .behaviourChanged: true
        default: false
        }
    }

    private func noteIncident(
        of alert: Alert, isHeld: Bool, in connection: inout SQLiteConnection
    ) throws(StoreError) {
        guard let incident = alert.incident, Self.isRaised(alert) else { return }
        try connection.run(
            """
            INSERT INTO incidents (id, workload, opened_ns, last_ns, severity, delivered, held)
            VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET last_ns = max(last_ns, ?3), severity = max(severity, ?4),
                delivered = delivered + ?5, held = held + ?6
            """, attempt, .text(incident), .optional(alert.workload.map { "\($0.scope)/\($0.name)" }),
            .integer(alert.unixNanoseconds), .integer(Self.rank(of: alert)), .integer(isHeld ? 0 : 1),
            .integer(isHeld ? 1 : 0))
    }

    private func forgetHeld(in connection: inout SQLiteConnection) throws(StoreError) -> Int64 {
        try connection.run(
            "DELETE FROM held WHERE number <= (SELECT max(number) FROM held) - ?1", attempt, .integer(options.heldLimit)
        )
        return Int64(connection.changes)
    }
}
