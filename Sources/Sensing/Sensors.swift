package import BehaviourModel
package import LinuxKernel

/// All sensors of a host, read in one order by one thread: audit's records first, then the process connector and the
/// containers, then what audit's records say.
///
/// The kernel sends forks and execs synchronously and audit's records through a thread of its own: read in this order, a
/// process is known before audit speaks of it.
package struct Sensors: ~Copyable {
    private var finder: ContainerFinder
    private var procfs: ProcfsSensor?
    /// Why the process connector is not read; nil when it is.
    let connectorRefusal: SystemCallError?
    private(set) var processEvents: UInt64 = 0
    private var audit: AuditSensor?
    /// Why audit does not run; nil when it does, or was not asked for.
    package let auditRefusal: AuditRefusal?
    private let wantsAudit: Bool
    /// The generation of audit's descriptor: the one that is polled, and the one that is there.
    private var polledGeneration = 0
    private var auditGeneration = 0
    /// Audit's own words, as of the last read.
    private(set) var auditFacts: AuditFacts?
    private var auditRecords: UInt64 = 0
    private var lastTick: UInt64 = 0
    private var trouble = AuditTrouble()
    /// What the pipeline was told last; nil: nothing yet.
    private var told: FamilySet?
    /// Whether programs and arguments are read from `/proc`, which knows those that live.
    package private(set) var looksAtLiving = true
    private static let tickPeriod: UInt64 = 1_000_000_000

    /// Opens what the host allows. Audit and the process connector may be refused: what is missing then is said.
    package init(_ choice: SensorChoice) throws(SystemCallError) {
        // All that may fail comes before the first property: a half-made value cannot be taken apart.
        let finder = try ContainerFinder(roots: choice.roots, seed: choice.seed)
        var refusal: AuditRefusal?
        var opened = choice.usesAudit ? Self.startAudit(choice.audit, &refusal) : nil
        var failure: SystemCallError?
        var made = Self.startProcfs(isFull: opened == nil, &failure)
        wantsAudit = choice.usesAudit
        auditRefusal = refusal
        self.finder = finder
        procfs = made.take()
        connectorRefusal = failure
        audit = opened.take()
        lookAtAudit()
        if let auditFacts { self.finder.visibleSince = auditFacts.visibleSince }
    }

    /// A set over everything to be polled.
    package mutating func poller() throws(SystemCallError) -> Poller {
        let poller = try Poller()
        try poller.add(finder.descriptor, token: Self.containersToken)
        if let sensor = procfs.take() {
            let failure = Self.add(sensor, to: poller)
            procfs = consume sensor
            if let failure { throw failure }
        }
        polledGeneration = auditGeneration
        guard let sensor = audit.take() else { return poller }
        // Put back whatever becomes of it.
        let failure = Self.add(sensor, to: poller)
        audit = consume sensor
        if let failure { throw failure }
        return poller
    }

    /// Whether audit's descriptor has become another one: then a new poller is due.
    package var hasNewDescriptor: Bool { auditGeneration != polledGeneration }

    /// Finds what runs already: containers, their processes, who listens.
    package mutating func begin(into batch: inout ObservationBatch) {
        tellCoverage(into: &batch)
        finder.scan(into: &batch)
        procfs?.snapshot(into: &batch, finder: &finder)
        watch(batch, from: 0)
        isReading = true
    }

    /// A batch was lost on its way: tells of all containers again, and has the next reads take their processes anew, a piece
    /// each.
    package mutating func retell(into batch: inout ObservationBatch) {
        told = nil
        tellCoverage(into: &batch)
        for container in finder.containers.sorted(by: { $0.startBootNanoseconds < $1.startBootNanoseconds }) {
            batch.append(container, as: .containerAmended)
        }
        procfs?.requestSnapshot()
    }

    /// `read` has something to do before `moment` (nanoseconds since boot) that no descriptor tells of.
    package mutating func hasSnapshotWork(before moment: UInt64) -> Bool {
        procfs?.hasSnapshotWork(before: moment) ?? false
    }

    /// Reads what waits; how many records and events there were.
    package mutating func read(into batch: inout ObservationBatch) -> Int {
        let first = batch.count
        var records = 0
        if audit != nil { records = receive() }
        if procfs == nil { finder.drain(into: &batch) }
        drainProcesses(into: &batch)
        if let received = procfs?.received { processEvents = received }
        watch(batch, from: first)
        if audit != nil { emit(into: &batch) }
        tellCoverage(into: &batch)
        let ends = batch.count
        finder.finish(into: &batch)
        release(batch, from: first)
        // A successor under the same name, reported behind its predecessor's end.
        watch(batch, from: ends)
        return records + batch.count - first
    }

    /// Takes the connector's events until none waits, or for as long as others may wait: who makes them faster than they are
    /// read must not stop everything else. The rest is there at the next read.
    private mutating func drainProcesses(into batch: inout ObservationBatch) {
        let start = KernelClock.bootNanoseconds
        while procfs?.drain(into: &batch, finder: &finder) == false {
            if batch.isNearlyFull || KernelClock.bootNanoseconds &- start >= Self.drainNanoseconds { return }
        }
    }

    private static let drainNanoseconds: UInt64 = 500_000_000

    /// Removes rules and restores the host's audit; what could not be done is said.
    package consuming func end() -> [String] {
        guard let sensor = audit.take() else { return [] }
        return sensor.stop()
    }

    private static func startAudit(_ options: AuditSensor.Options, _ refusal: inout AuditRefusal?) -> AuditSensor? {
        do throws(AuditRefusal) {
            return try AuditSensor.start(options)
        } catch {
            refusal = error
            return nil
        }
    }

    private static func startProcfs(isFull: Bool, _ failure: inout SystemCallError?) -> ProcfsSensor? {
        do throws(SystemCallError) {
            return try ProcfsSensor(options: .init(isFull: isFull))
        } catch {
            failure = error
            return nil
        }
    }

    private static let containersToken: UInt64 = 16
    private static let processesToken: UInt64 = 17
    private static let auditToken: UInt64 = 18

    private static func add(_ sensor: borrowing ProcfsSensor, to poller: borrowing Poller) -> SystemCallError? {
        do throws(SystemCallError) {
            try poller.add(sensor.descriptor, token: processesToken)
            return nil
        } catch {
            return error
        }
    }

    private static func add(_ sensor: borrowing AuditSensor, to poller: borrowing Poller) -> SystemCallError? {
        do throws(SystemCallError) {
            try poller.add(sensor.descriptor, token: auditToken)
            return nil
        } catch {
            return error
        }
    }

    private mutating func receive() -> Int {
        do throws(SystemCallError) {
            let count = try audit?.receive() ?? 0
            auditRecords &+= UInt64(count)
            return count
        } catch {
            trouble.failed(error, at: KernelClock.bootNanoseconds)
            return 0
        }
    }

    private mutating func emit(into batch: inout ObservationBatch) {
        let now = KernelClock.bootNanoseconds
        audit?.emit(
            into: &batch, wallMinusBootNanoseconds: KernelClock.wallMinusBoot, nowBootNanoseconds: now)
        defer { lookAtAudit() }
        guard now &- lastTick >= Self.tickPeriod || audit?.awaitsStatus == true else { return }
        lastTick = now
        do throws(SystemCallError) {
            try audit?.tick(nowBootNanoseconds: now)
            trouble.looked(awaitsAnswer: audit?.awaitsStatus == true)
        } catch {
            trouble.failed(error, at: now)
        }
    }

    private mutating func lookAtAudit() {
        guard let sensor = audit.take() else { return }
        auditGeneration = sensor.generation
        auditFacts = sensor.facts
        audit = consume sensor
    }

    /// Containers that have just been found get their watches before their processes run on.
    private mutating func watch(_ batch: borrowing ObservationBatch, from first: Int) {
        guard audit != nil else { return }
        for index in first..<batch.count {
            let observation = batch.observations[index]
            guard observation.kind == .containerStarted || observation.kind == .containerAmended else { continue }
            let place = Int(observation.path.offset)
            guard batch.containers.indices.contains(place) else { continue }
            let container = batch.containers[place]
            audit?.containerStarted(cgroup: container.cgroup.inode, initPid: container.initPid)
        }
    }

    private mutating func release(_ batch: borrowing ObservationBatch, from first: Int) {
        guard audit != nil else { return }
        for index in first..<batch.count where batch.observations[index].kind == .containerEnded {
            audit?.containerEnded(cgroup: batch.observations[index].cgroup)
        }
    }

    /// Says which families are seen, when that has changed; while audit is silent, programs are read from `/proc`.
    private mutating func tellCoverage(into batch: inout ObservationBatch) {
        let now = KernelClock.bootNanoseconds
        let audit = trouble.isLasting(at: now) ? nil : auditFacts
        looksAtLiving = !SensorCoverage.speaks(audit)
        procfs?.isFull = looksAtLiving
        let seen = SensorCoverage.families(readsProcesses: procfs != nil, audit: audit)
        guard seen != told else { return }
        told = seen
        batch.append(seen, at: now)
    }

    // MARK: - Tests of detection

    /// Watches a canary from now on: what it does after this returns is seen, as far as the sensors can.
    package mutating func startCanary(
        _ request: CanaryRequest, into batch: inout ObservationBatch
    ) throws(CanaryRefusal) -> CanaryStart {
        guard procfs != nil else {
            throw CanaryRefusal(
                .impossible, "the process connector is refused: nothing can be attributed; see yagura doctor")
        }
        let first = batch.count
        let start = try finder.startCanary(request, into: &batch)
        watch(batch, from: first)
        // It runs already: its process, and that it listens, are read now.
        procfs?.takeLate(into: &batch, finder: &finder)
        guard let cgroup = finder.canary?.cgroup else { return start }
        return CanaryStart(id: start.id, watches: audit?.watchCount(of: cgroup) ?? 0)
    }

    package mutating func endCanary(_ id: String) { finder.endCanary(id) }

    // MARK: - Words

    /// Boot time since which the process connector is read; false until the first snapshot is done.
    package private(set) var isReading = false

    /// Which families are seen, as the pipeline was told.
    package var coverage: FamilySet { told ?? [] }

    var runsAudit: Bool { auditFacts != nil }
    var containerCount: Int { finder.count }
    var containerProblems: [String] { finder.problems.latest.map(\.description) }

    /// How audit fares: refused, failing, or working with what it could not do.
    var auditFact: SensorFact {
        if let auditRefusal {
            return SensorFact(
                name: .audit, state: .refused, detail: "\(auditRefusal)",
                remedy: "until then the process connector and /proc serve, and see less", events: 0)
        }
        guard wantsAudit, let facts = auditFacts else {
            return SensorFact(
                name: .audit, state: .off, detail: "not asked for (sensors in the configuration)", events: 0)
        }
        if let auditFailure = trouble.failure {
            return SensorFact(
                name: .audit, state: .failed, detail: "\(auditFailure)",
                remedy: "restart the agent; report it if it stays",
                events: auditRecords)
        }
        let troubles = facts.troubles
        return SensorFact(
            name: .audit, state: SensorCoverage.speaks(facts) ? troubles.isEmpty ? .working : .limited : .failed,
            detail: "\(facts.words)\(troubles.isEmpty ? "" : "; ")\(troubles.joined(separator: "; "))",
            remedy: facts.remedy, events: auditRecords)
    }
}
