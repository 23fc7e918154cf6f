package import BehaviourModel
package import LinuxKernel

/// The audit sensor: rules, records, observations, and the host's audit left as it was found.
///
/// One thread owns it. Each turn: `receive()`, then what other sensors have, then `emit(into:…)`, and `tick(…)`. When
/// `generation` has changed, `descriptor` is another one and must be polled anew.
package struct AuditSensor: ~Copyable {
    package struct Options: Sendable {
        /// What is added to audit while an auditd has it, which writes all records to its disk.
        package enum BesideAuditd: Sendable, Hashable {
            /// exec, connections, calls that reach for the host.
            case rules
            /// Files too.
            case rulesAndWatches
            /// Audit is left to it.
            case nothing
        }

        package var besideAuditd = BesideAuditd.rules
        /// How much the rules may bring while an auditd writes it to its disk.
        package var governor = AuditGovernor(rate: 50)
        /// Records that wait in the kernel, at most.
        package var backlog: UInt32 = 32_768
        /// Where the host's settings are kept until they are restored.
        package var stateFolder = "/run/yagura"
        package var sensitivePaths = SensitivePaths()
        /// Sockets of container runtimes, as the host names them.
        package var runtimeSockets = RuntimeSockets.paths

        package init() {}
    }

    let options: Options
    var control: AuditControl
    var stream: AuditStream
    var assembler = AuditAssembler()
    var saved: SavedAuditSettings
    let global: AuditRules
    var watches = ContainerWatches()
    package internal(set) var facts: AuditFacts
    /// Grows when `descriptor` becomes another one.
    package internal(set) var generation = 0

    var governor: AuditGovernor
    var lost = AuditLossCounter()
    var notices: AuditNotices = []
    /// Boot times of the last look at the kernel's state, and of the moment the socket was found without an owner.
    var lookedNanoseconds: UInt64 = 0
    /// Removals of our rules that are accounted for: we made them ourselves, or have looked since.
    var removalsKnown: UInt64 = 0
    var restoredNanoseconds: UInt64 = 0
    /// A watch has no folder to watch in at the moment: it may come again.
    var isWatchMissing = false
    var ownerlessSince: UInt64?

    init(
        _ options: Options, control: consuming AuditControl, stream: consuming AuditStream, saved: SavedAuditSettings,
        global: AuditRules, facts: AuditFacts
    ) {
        self.options = options
        self.control = control
        self.stream = stream
        self.saved = saved
        self.global = global
        governor = options.governor
        self.facts = facts
    }

    /// To poll: readable when records wait.
    package var descriptor: Descriptor {
        _read { yield stream.descriptor }
    }

    /// Reads the waiting records into the assembler; how many there were.
    ///
    /// Gives the socket up at once when somebody else asks for it.
    package mutating func receive(limit: Int = 16_384) throws(SystemCallError) -> Int {
        let now = KernelClock.bootNanoseconds
        let outcome = try Self.read(&stream, into: &assembler, limit: limit, now: now)
        lost.socketOverflows &+= UInt64(outcome.losses)
        notices.formUnion(assembler.takeNotices())
        if notices.contains(.ownerReplaced) {
            notices.remove(.ownerReplaced)
            if stream.mode == .owner { try yieldSocket() }
        }
        return outcome.received
    }

    private static func read(
        _ stream: inout AuditStream, into assembler: inout AuditAssembler, limit: Int, now: UInt64
    ) throws(SystemCallError) -> DrainOutcome {
        try stream.drain(limit: limit) { type, text, isCut in
            assembler.accept(type: type, text: text, isCut: isCut, bootNanoseconds: now)
        }
    }

    /// Appends what is complete to the batch, and what was lost since the last call.
    package mutating func emit(
        into batch: inout ObservationBatch, wallMinusBootNanoseconds: Int64, nowBootNanoseconds: UInt64
    ) {
        assembler.emit(
            into: &batch, wallMinusBootNanoseconds: wallMinusBootNanoseconds, nowBootNanoseconds: nowBootNanoseconds)
        lost.assembly = assembler.counts.lost
        lost.report(into: &batch, now: nowBootNanoseconds)
    }

    /// `receive` and `emit` in one, for callers without other sensors; how many records were read.
    package mutating func drain(
        into batch: inout ObservationBatch, wallMinusBootNanoseconds: Int64, nowBootNanoseconds: UInt64
    ) throws(SystemCallError) -> Int {
        let count = try receive()
        emit(into: &batch, wallMinusBootNanoseconds: wallMinusBootNanoseconds, nowBootNanoseconds: nowBootNanoseconds)
        return count
    }

    /// The kernel was asked for its state, and has not answered.
    package var awaitsStatus: Bool { control.isStatusAsked }

    package var counts: AuditAssemblyCounts { assembler.counts }
}
