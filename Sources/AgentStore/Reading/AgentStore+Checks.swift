extension AgentStore {
    package mutating func counters() throws(StoreError) -> StoreCounters {
        var counters = try connection.counters()
        counters.notStored &+= uncountedLosses
        return counters
    }

    /// Walks over every page of the database; for `doctor`, because it takes time in proportion to the size.
    ///
    /// - Returns: SQLite's complaints, none for a sound database.
    package mutating func integrityProblems() throws(StoreError) -> [String] {
        try connection.all("PRAGMA quick_check(10)", "check the database") { $0.text(0) }.filter { $0 != "ok" }
    }
}
