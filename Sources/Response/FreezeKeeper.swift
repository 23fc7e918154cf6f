package import BehaviourModel
package import LinuxKernel

/// Holds the leases of this host: freezes under a mark, thaws at the end, and keeps what it wished in step with what the
/// kernel says. Owned by the responder's thread; every call is synchronous.
package struct FreezeKeeper: ~Copyable, Sendable {
    /// What no freeze may touch; the last line of defence behind planning. To be set anew when it changes.
    package var protection: CgroupProtection

    let settings: FreezeSettings
    let bootID: String
    let folder: LeaseFolder
    var guards: LeaseGuards
    var leases: [String: Lease] = [:]
    private var counter: UInt64 = 0
    var lastLook: UInt64 = 0

    /// One lease that runs.
    struct Lease: Sendable {
        var mark: LeaseMark
        var isConfirmed: Bool
        var isThawRefused = false
    }

    /// Makes the run directory, and starts the first dead man's switch.
    ///
    /// Call `recover` before anything else: an earlier agent may have left leases.
    package init(_ settings: FreezeSettings, protection: CgroupProtection) throws(SystemCallError) {
        let boot = try KernelClock.bootId()
        folder = try LeaseFolder(below: settings.runDirectory)
        bootID = boot
        self.settings = settings
        self.protection = protection
        guards = LeaseGuards(
            program: settings.leaseProgram, homes: settings.homes,
            timer: settings.usesSystemd ? TransientTimer.ifBooted() : nil)
        guards.maintain([], now: KernelClock.bootNanoseconds)
    }

    /// Freezes what the plan names, or ends its lease.
    package mutating func apply(_ plan: ResponsePlan) -> ResponseRecord {
        let now = KernelClock.bootNanoseconds
        if plan.isRehearsal { return ResponseRecord(plan, event: .rehearsed, bootNanoseconds: now) }
        guard plan.action == .freeze else {
            return thaw(plan.target.containerID, reason: .thawed) ?? failure(plan, .noLease, "")
        }
        if let held = leases.values.first(where: { $0.mark.target.containerID == plan.target.containerID }) {
            return failure(plan, .alreadyLeased, "lease \(held.mark.leaseID)")
        }
        if let reason = plan.target.isInfrastructure ? .infrastructure : protection.reason(against: plan.target.cgroup)
        {
            return ResponseRecord(plan, event: .heldBack(reason), bootNanoseconds: now)
        }
        do throws(SystemCallError) {
            guard let freezer = try CgroupFreezer.open(plan.target) else { return failure(plan, .gone, "") }
            if let reason = protection.reason(against: freezer.directory.path) {
                return ResponseRecord(plan, event: .heldBack(reason), bootNanoseconds: now)
            }
            guard try freezer.isPopulated(), let isFrozen = try freezer.isWished() else {
                return failure(plan, .gone, "")
            }
            if isFrozen { return failure(plan, .frozenByOthers, "") }
            if let daemon = try RuntimeDaemons.first(in: freezer.directory) {
                return ResponseRecord(
                    plan, event: .heldBack(.runtime), bootNanoseconds: now,
                    detail: "\(daemon.name) \(daemon.pid) is in it")
            }
            return begin(plan, freezer, now)
        } catch {
            return failure(plan, error.isGone ? .gone : .kernel, error.description)
        }
    }

    /// Ends the lease of this container, or of this id, and lets the container run; nil where there is none.
    package mutating func thaw(_ containerOrLease: String, reason: LeaseEnd) -> ResponseRecord? {
        let key =
            leases[containerOrLease] != nil
            ? containerOrLease
            : leases.values.first { $0.mark.target.containerID == containerOrLease }?.mark.leaseID
        return key.flatMap { end($0, reason) }
    }

    /// Leases that run, the one that ends first at the front.
    package var list: [LeaseStatus] {
        leases.values.map { lease in
            let mark = lease.mark
            return LeaseStatus(
                leaseID: mark.leaseID, action: .freeze, target: mark.target, owner: mark.owner, reason: mark.reason,
                alertID: mark.alertID, sinceBootNanoseconds: mark.since, expiresBootNanoseconds: mark.expires,
                isConfirmed: lease.isConfirmed, freezer: mark.freezer.rawValue, guards: guards.names(of: mark.leaseID))
        }.sorted { ($0.expiresBootNanoseconds, $0.leaseID) < ($1.expiresBootNanoseconds, $1.leaseID) }
    }

    /// When `reconcile` should be called next, nanoseconds since boot; 0: at once, nil: not before the next `apply`.
    package var nextDeadline: UInt64? {
        let first = leases.values.map(\.mark.expires).min()
        let look = first.map { Self.nextLook(expires: $0, lastLook: lastLook, every: settings.lookNanoseconds) }
        return [guards.nextMaintenance, look].compactMap { $0 }.min()
    }

    /// The end of the lease that ends first, if a look does not come before. One that is over and stays, because the kernel
    /// refuses the thaw, is looked at like any other: not without pause.
    static func nextLook(expires: UInt64, lastLook: UInt64, every period: UInt64) -> UInt64 {
        let next = lastLook &+ period
        return expires > lastLook ? min(expires, next) : next
    }

    /// Why no dead man's switch stands by, so that nothing can be frozen: what an operator must know of. nil when one does.
    package var guardProblem: String? { guards.problem }

    /// Starts of the dead man's switch that failed in a row.
    package var guardFailures: Int { guards.failures }

    /// Process ids of the dead man's switches.
    package var guardProcesses: [Int32] { guards.processes }

    // MARK: - The act

    /// In this order: mark, dead man's switch, freeze. Whatever ends this agent in between, the lease ends in time.
    private mutating func begin(
        _ plan: ResponsePlan, _ freezer: borrowing CgroupFreezer, _ now: UInt64
    ) -> ResponseRecord {
        counter &+= 1
        let (expires, overflow) = now.addingReportingOverflow(plan.leaseNanoseconds)
        var mark = LeaseMark(
            leaseID: "\(String(now, radix: 16))-\(String(counter, radix: 16))", bootID: bootID, since: now,
            expires: overflow ? .max : expires, freezer: freezer.kind, directory: freezer.directory.path,
            inode: freezer.inode, isAttributed: true, target: plan.target, owner: plan.owner, reason: plan.reason,
            alertID: plan.alertID)
        do throws(SystemCallError) {
            // The file first: the next agent finds an attribute by it, never the other way about.
            try folder.write(mark)
            do throws(SystemCallError) {
                try freezer.directory.descriptor.setAttribute(LeaseMark.attribute, to: mark.attributeValue)
            } catch {
                // No attributes on this cgroup file system: the file alone is the mark.
                guard error.number == .notSupported else { throw error }
                mark.isAttributed = false
                try folder.write(mark)
            }
        } catch {
            unmark(mark, freezer)
            return failure(plan, error.isGone ? .gone : .unmarked, error.description)
        }
        do throws(SystemCallError) {
            try guards.arm(LeaseJob(mark, markPath: folder.path(of: mark.leaseID)))
        } catch {
            unmark(mark, freezer)
            return failure(plan, .unguarded, "\(error); is \(settings.leaseProgram) installed?")
        }
        do throws(SystemCallError) {
            return try confirm(plan, mark, freezer.freeze(within: settings.confirmLimit), freezer)
        } catch {
            _ = try? freezer.thaw(within: .zero)
            unmark(mark, freezer)
            return failure(plan, .kernel, error.description)
        }
    }

    private mutating func confirm(
        _ plan: ResponsePlan, _ mark: LeaseMark, _ outcome: FreezeOutcome, _ freezer: borrowing CgroupFreezer
    ) -> ResponseRecord {
        let now = KernelClock.bootNanoseconds
        switch outcome {
        case .gone:
            unmark(mark, freezer)
            return failure(plan, .gone, "")
        case .frozen(let nanoseconds):
            leases[mark.leaseID] = Lease(mark: mark, isConfirmed: true)
            return ResponseRecord(
                plan, event: .applied, leaseID: mark.leaseID, bootNanoseconds: now,
                expiresBootNanoseconds: mark.expires,
                confirmedNanoseconds: nanoseconds)
        case .unconfirmed:
            leases[mark.leaseID] = Lease(mark: mark, isConfirmed: false)
            return ResponseRecord(
                plan, event: .applied, leaseID: mark.leaseID, bootNanoseconds: now,
                expiresBootNanoseconds: mark.expires,
                detail: "not every process stood still within \(settings.confirmLimit); the freeze stands for the rest")
        }
    }

    private func failure(_ plan: ResponsePlan, _ cause: ResponseFailure, _ detail: String) -> ResponseRecord {
        ResponseRecord(plan, event: .failed(cause), bootNanoseconds: KernelClock.bootNanoseconds, detail: detail)
    }
}
