/// The durable trace of one lease: what was done to which container, for how long, and how it ended.
package struct LeaseEntry: Hashable, Sendable {
    package struct End: Hashable, Sendable {
        package var unixNanoseconds: Int64
        /// In words of the response: `expired`, `taken over`, `gone`.
        package var outcome: String

        package init(unixNanoseconds: Int64, outcome: String) {
            self.unixNanoseconds = unixNanoseconds
            self.outcome = outcome
        }
    }

    package var id: String
    package var action: String
    package var container: String
    /// `scope/name`.
    package var workload: String
    package var owner: String
    package var reason: String
    package var alertID: String?
    /// Boot times of another boot mean nothing.
    package var bootID: String
    package var openedUnixNanoseconds: Int64
    package var openedBootNanoseconds: UInt64
    package var expiresBootNanoseconds: UInt64
    package var end: End?

    package init(
        id: String, action: String, container: String, workload: String, owner: String, reason: String,
        alertID: String?,
        bootID: String, openedUnixNanoseconds: Int64, openedBootNanoseconds: UInt64, expiresBootNanoseconds: UInt64
    ) {
        self.id = id
        self.action = action
        self.container = container
        self.workload = workload
        self.owner = owner
        self.reason = reason
        self.alertID = alertID
        self.bootID = bootID
        self.openedUnixNanoseconds = openedUnixNanoseconds
        self.openedBootNanoseconds = openedBootNanoseconds
        self.expiresBootNanoseconds = expiresBootNanoseconds
    }
}
