internal import CLinux

/// A set of Linux capabilities, as the kernel's mask.
package struct Capabilities: OptionSet, Sendable, Hashable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(number: UInt64) { rawValue = 1 << number }

    package static let changeOwner = Capabilities(number: 0)
    package static let overrideAccess = Capabilities(number: 1)
    /// Read and search any file.
    package static let readAnyFile = Capabilities(number: 2)
    package static let fileOwner = Capabilities(number: 3)
    package static let kill = Capabilities(number: 5)
    package static let setGroup = Capabilities(number: 6)
    package static let setUser = Capabilities(number: 7)
    package static let networkAdministration = Capabilities(number: 12)
    package static let trace = Capabilities(number: 19)
    package static let systemAdministration = Capabilities(number: 21)
    /// Real-time priority.
    package static let schedule = Capabilities(number: 23)
    package static let resource = Capabilities(number: 24)
    package static let auditWrite = Capabilities(number: 29)
    package static let auditControl = Capabilities(number: 30)
    package static let auditRead = Capabilities(number: 37)
    package static let performance = Capabilities(number: 38)
    package static let bpf = Capabilities(number: 39)
    package static let checkpointRestore = Capabilities(number: 40)

    /// Whether it holds a capability by number, as they come in audit records and `/proc`.
    package func contains(number: Int) -> Bool { number >= 0 && number < 64 && rawValue & (1 << UInt64(number)) != 0 }
}

/// The rights of the calling thread, and of the threads it starts: change them first in `main`, synchronously,
/// before any other thread exists.
package enum Privileges {
    /// What the calling thread may do now.
    package static func effective() throws(SystemCallError) -> Capabilities {
        Capabilities(rawValue: try current().effective)
    }

    /// Keeps only these of the capabilities there are, for good: bounding, permitted and effective set; the
    /// inheritable and ambient sets become empty. What was kept.
    @discardableResult
    package static func keepOnly(_ wanted: Capabilities) throws(SystemCallError) -> Capabilities {
        let before = try current()
        // The bounding set first: dropping from it needs CAP_SETPCAP, which goes with the rest.
        for number: Int32 in 0..<64 where !wanted.contains(number: Int(number)) {
            let has = yagura_bounding_has(number)
            guard has > 0 else { continue }
            let result = yagura_bounding_drop(number)
            // Without CAP_SETPCAP it stays bounded by the permitted set and no_new_privs.
            if result == 0 &- Int64(ErrorNumber.notPermitted.rawValue) { break }
            try check(result, "prctl PR_CAPBSET_DROP", "capability \(number)")
        }
        _ = yagura_ambient_clear()
        let kept = before.permitted & wanted.rawValue
        try check(yagura_capabilities_set(kept, kept, 0), "capset")
        return Capabilities(rawValue: kept)
    }

    /// No program started from here gains rights by its file (set-user-id, file capabilities). Cannot be undone.
    package static func forbidNew() throws(SystemCallError) {
        try check(yagura_no_new_privileges(), "prctl PR_SET_NO_NEW_PRIVS")
    }

    /// No core dump and no tracing by the same user: secrets stay in the process.
    package static func forbidDump() throws(SystemCallError) {
        try check(yagura_set_dumpable(0), "prctl PR_SET_DUMPABLE")
    }

    private static func current() throws(SystemCallError) -> (effective: UInt64, permitted: UInt64) {
        var (effective, permitted, inheritable): (UInt64, UInt64, UInt64) = (0, 0, 0)
        try check(unsafe yagura_capabilities_get(&effective, &permitted, &inheritable), "capget")
        return (effective, permitted)
    }
}
