internal import BehaviourModel
package import WireProtocol

/// The agent's one database, opened for writing. One owner at a time; readers open a `StoreReader` beside it.
///
/// What a call has returned is on the disk: each writes in one transaction, and each transaction ends with a sync.
package struct AgentStore: ~Copyable {
    package let options: StoreOptions
    /// How the database was found.
    package private(set) var opening: StoreOpening
    /// The epoch in which this agent writes.
    package private(set) var epoch: StoreEpoch
    /// The last line's sequence and hash: what a heartbeat carries.
    package internal(set) var head: ChainHead
    /// Alerts that were given up and are not yet in the counters.
    var uncountedLosses: Int64 = 0
    /// What baselines take, in bytes.
    var baselineBytes: Int64
    var connection: SQLiteConnection
    var witness: StoreWitness

    /// Opens or makes the database.
    ///
    /// - Parameters:
    ///   - newEpoch: a UUID drawn by the caller, used if an epoch begins.
    ///   - now: nanoseconds since 1970.
    package init(_ options: StoreOptions, newEpoch: String, now: Int64) throws(StoreError) {
        let files = StoreFiles(directory: options.directory)
        let isNew = try files.create()
        var connection = try SQLiteConnection.open(
            path: files.database, access: .write, busyMilliseconds: options.busyMilliseconds)
        try StoreDurability.demand(of: &connection)
        try SchemaMigration.apply(SchemaMigration.all, to: &connection, now: now)
        let witness = StoreWitness(path: files.witness)
        let found = try StoreIdentity.establish(
            in: &connection, options: options, inode: files.inode() ?? 0, seen: isNew ? nil : witness.lastSeen,
            newEpoch: newEpoch, now: now)
        baselineBytes = try BaselineSpace.ofAll(in: &connection)
        self.options = options
        self.connection = connection
        self.witness = witness
        opening = found.opening
        epoch = found.epoch
        head = found.head
    }

    /// Opens the database; one that is damaged is moved aside as `….damaged-TIME`, and a new one with a new epoch begins.
    ///
    /// `opening` says so: the agent raises an alert of kind `health` about it.
    package static func openReplacingDamaged(
        _ options: StoreOptions, newEpoch: String, now: Int64
    ) throws(StoreError) -> AgentStore {
        do throws(StoreError) {
            return try AgentStore(options, newEpoch: newEpoch, now: now)
        } catch {
            guard error.kind == .damaged else { throw error }
            return try replacing(options, because: error, newEpoch: newEpoch, now: now)
        }
    }

    /// For damage that shows only after the start: closes this database, moves it aside and begins a new one.
    package consuming func replaced(
        because error: StoreError, newEpoch: String, now: Int64
    ) throws(StoreError) -> AgentStore {
        let options = self.options
        close()
        return try Self.replacing(options, because: error, newEpoch: newEpoch, now: now)
    }

    /// Ends the use of the database; what goes out of scope is closed as well.
    package consuming func close() {}

    private static func replacing(
        _ options: StoreOptions, because error: StoreError, newEpoch: String, now: Int64
    ) throws(StoreError) -> AgentStore {
        let files = StoreFiles(directory: options.directory)
        let moved = try files.moveAside(suffix: StoreFiles.suffix(now: now))
        var store = try AgentStore(options, newEpoch: newEpoch, now: now)
        store.opening = .replaced(movedTo: moved, because: error)
        return store
    }
}
