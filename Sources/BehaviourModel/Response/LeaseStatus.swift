/// A lease that runs, for `yagura respond list`.
package struct LeaseStatus: Hashable, Sendable {
    package var leaseID: String
    package var action: ResponseAction
    package var target: ResponseTarget
    package var owner: ResponseOwner
    package var reason: String
    package var alertID: String?
    /// Nanoseconds since boot.
    package var sinceBootNanoseconds: UInt64
    package var expiresBootNanoseconds: UInt64
    /// The kernel said that every process stands still.
    package var isConfirmed: Bool
    /// `v2` or `v1`: which freezer serves.
    package var freezer: String
    /// What ends the lease when the agent is gone: `yagura-lease`, `systemd timer`, or both.
    package var guards: [String]

    package init(
        leaseID: String, action: ResponseAction, target: ResponseTarget, owner: ResponseOwner, reason: String,
        alertID: String?, sinceBootNanoseconds: UInt64, expiresBootNanoseconds: UInt64, isConfirmed: Bool,
        freezer: String, guards: [String]
    ) {
        self.leaseID = leaseID
        self.action = action
        self.target = target
        self.owner = owner
        self.reason = reason
        self.alertID = alertID
        self.sinceBootNanoseconds = sinceBootNanoseconds
        self.expiresBootNanoseconds = expiresBootNanoseconds
        self.isConfirmed = isConfirmed
        self.freezer = freezer
        self.guards = guards
    }
}
