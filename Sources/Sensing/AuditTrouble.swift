internal import LinuxKernel

/// Whether audit works, as of the last thing that was asked of it.
///
/// A call that fails once is tried again a second later: what it cost is a loss, not the end of seeing.
struct AuditTrouble {
    private(set) var failure: SystemCallError?
    /// Since when audit has not worked, nanoseconds since boot; nil while it does.
    private var since: UInt64?
    private static let patienceNanoseconds: UInt64 = 10_000_000_000

    mutating func failed(_ error: SystemCallError, at now: UInt64) {
        failure = error
        since = since ?? now
    }

    /// A look at audit's state went well. One that waits for the kernel's answer says nothing yet.
    mutating func looked(awaitsAnswer: Bool) {
        guard !awaitsAnswer else { return }
        failure = nil
        since = nil
    }

    func isLasting(at now: UInt64) -> Bool { since.map { now &- $0 >= Self.patienceNanoseconds } ?? false }
}
