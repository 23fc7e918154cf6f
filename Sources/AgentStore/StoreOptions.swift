package import BehaviourModel

/// What the store must be told.
package struct StoreOptions: Hashable, Sendable {
    /// The folder; made (0700) where it is missing, its parents are not.
    package var directory: String
    /// The agent's name, written into each alert.
    package var agent: String
    /// The machine's id, so that a cloned machine begins a new epoch. Empty: not checked.
    package var machine: String
    /// How much alerts and journal may take before the oldest of the lowest severity is dropped. Segments of baselines may
    /// take half as much on top, and the state of detection what it needs.
    package var limit: ByteCount
    /// Held-back alerts kept; the counts go on.
    package var heldLimit: Int64 = 10_000
    /// Closed incidents, decisions and ended leases kept, of each.
    package var journalLimit: Int64 = 10_000
    /// How long to wait for another process's lock, in milliseconds.
    package var busyMilliseconds: Int32 = 2_000

    package init(directory: String, agent: String, machine: String, limit: ByteCount) {
        self.directory = directory
        self.agent = agent
        self.machine = machine
        self.limit = limit
    }
}

/// How a database was found at its opening.
package enum StoreOpening: Hashable, Sendable {
    /// As it was left.
    case continued
    /// There was none.
    case created
    /// It was, but its history cannot be continued: a new epoch begins.
    case newEpoch(EpochReason)
    /// It was damaged, and is now at this path; a new one begins.
    case replaced(movedTo: String, because: StoreError)
}

/// Why an epoch began.
package enum EpochReason: String, Hashable, Sendable, CaseIterable {
    case created
    /// The database file is another than the one that was written: restored from a copy.
    case copied
    /// The database belongs to another machine.
    case cloned
    /// More lines had been stored than the database holds.
    case rolledBack = "rolled_back"
    /// The agent has another name than the one that wrote.
    case renamed
}

/// One life of a database: sequences count within it.
package struct StoreEpoch: Hashable, Sendable {
    /// Counts the epochs of this database from 1.
    package let number: Int64
    /// A UUID.
    package let name: String
}
