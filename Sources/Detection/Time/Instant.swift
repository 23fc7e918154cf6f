package import BehaviourModel

/// When something happened, as the pipeline says it: boot time, and the wall time then known.
package struct Instant: Hashable, Sendable, BitwiseCopyable {
    package var bootNanoseconds: UInt64
    /// Nanoseconds since 1970.
    package var wallNanoseconds: Int64

    package init(bootNanoseconds: UInt64, wallNanoseconds: Int64) {
        self.bootNanoseconds = bootNanoseconds
        self.wallNanoseconds = wallNanoseconds
    }
}

extension BehaviourEvent {
    package var instant: Instant { Instant(bootNanoseconds: bootNanoseconds, wallNanoseconds: wallNanoseconds) }
}
