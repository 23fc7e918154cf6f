internal import Synchronization

/// What the collector counted since its start; each where it happens.
package final class CollectorCounters: Sendable {
    /// A number that only grows.
    package final class Counter: Sendable {
        private let count = Atomic<Int64>(0)

        package func add(_ number: Int = 1) { count.wrappingAdd(Int64(number), ordering: .relaxed) }
        package var value: Int64 { count.load(ordering: .relaxed) }
    }

    package let accepted = Counter()
    package let duplicate = Counter()
    /// Lines that can never be stored.
    package let refusedLines = Counter()
    /// Certificates that were good for TLS and not for us.
    package let refusedCertificates = Counter()
    /// Requests sent away over a limit.
    package let limited = Counter()
    /// Batches and heartbeats that storage could not take.
    package let storageFailures = Counter()
    package let heartbeats = Counter()
    package let findings = Counter()

    private let failing = Atomic(false)

    package init() {}

    /// Whether the last write failed.
    package var storageFails: Bool { failing.load(ordering: .relaxed) }

    /// Notes how a write ended.
    package func noteWrite(failed: Bool) {
        if failed { storageFailures.add() }
        failing.store(failed, ordering: .relaxed)
    }
}
