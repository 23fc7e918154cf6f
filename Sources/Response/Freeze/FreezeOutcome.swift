/// Which of the kernel's freezers stops a container.
package enum FreezerKind: String, Hashable, Sendable, CaseIterable {
    /// `freezer.state` of the v1 hierarchy: a killed process stays until the thaw.
    case v1
    /// `cgroup.freeze` of the v2 hierarchy: a frozen process can still be killed.
    case v2
}

/// What came of asking the kernel to stop a container.
package enum FreezeOutcome: Hashable, Sendable {
    /// The kernel says that every process stands still, so many nanoseconds after it was asked.
    case frozen(nanoseconds: UInt64)
    /// It was asked, but not every process stood still in time (one may hang in a disk's or network's answer). The wish
    /// stands, the rest is stopped.
    case unconfirmed
    /// The container ended first.
    case gone
}

/// What came of asking the kernel to let a container run.
package enum ThawOutcome: Hashable, Sendable {
    case thawed(nanoseconds: UInt64)
    /// Somebody else had thawed it.
    case alreadyThawed
    case gone
}
