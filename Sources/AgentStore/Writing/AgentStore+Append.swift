package import BehaviourModel
internal import WireProtocol

extension AgentStore {
    /// The longest line that is stored, in bytes: what a reader of lines takes.
    package static let lineLimit = JSONParser.Limits().bytes

    /// Stores alerts of any kind in the stream, and beside it those that were held back: all in one transaction.
    ///
    /// Sets agent, epoch, sequence and previous, and the id where it is empty. An alert whose id is stored already is not
    /// stored again, so that a caller may repeat after an error. A line beyond `lineLimit` is counted as not stored.
    ///
    /// - Returns: the lines of the stream, in order. On a thrown error none was stored: repeat, or `noteLost`.
    @discardableResult
    package mutating func append(
        _ alerts: [Alert], held: [Alert] = []
    ) throws(StoreError) -> [StoredAlert] {
        if alerts.isEmpty && held.isEmpty { return [] }
        let writer = AlertWriter(
            options: options, epoch: epoch, losses: uncountedLosses, baselineBytes: baselineBytes)
        let start = head
        let result = try retryingWhenFull { (connection) throws(StoreError) in
            try writer.write(alerts, held: held, after: start, to: &connection)
        }
        head = result.head
        uncountedLosses = 0
        witness.note(.init(epoch: epoch.name, sequence: head.sequence))
        return result.stored
    }

    /// Counts alerts that the caller gives up after errors; written with the next batch that can be stored.
    package mutating func noteLost(_ count: Int) {
        uncountedLosses &+= Int64(max(0, count))
    }

    /// On a full disk: brings the log into the database, which makes its pages free to be written again, and tries once more.
    private mutating func retryingWhenFull<Result>(
        _ body: (inout SQLiteConnection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let attempt = "store alerts"
        do throws(StoreError) {
            return try connection.transaction(attempt, body)
        } catch {
            guard error.kind == .full else { throw error }
            try? connection.run("PRAGMA wal_checkpoint(RESTART)", attempt)
            return try connection.transaction(attempt, body)
        }
    }
}
