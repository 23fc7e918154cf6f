package import BehaviourModel
internal import LinuxKernel

extension FreezeKeeper {
    /// Looks at every lease: ends those that expired, that somebody else ended, or whose container is gone; then does
    /// what was left for later (timers, the next dead man's switch).
    package mutating func reconcile(nowBoot now: UInt64) -> [ResponseRecord] {
        lastLook = now
        var records: [ResponseRecord] = []
        for leaseID in leases.keys.sorted() {
            if let record = look(at: leaseID, now) { records.append(record) }
        }
        guards.maintain(
            leases.values.map { LeaseJob($0.mark, markPath: folder.path(of: $0.mark.leaseID)) }, now: now)
        return records
    }

    /// Ends every lease: the agent stops.
    package mutating func stop() -> [ResponseRecord] {
        let records = leases.keys.sorted().compactMap { end($0, .agentStopped) }
        guards.stop()
        return records
    }

    private mutating func look(at leaseID: String, _ now: UInt64) -> ResponseRecord? {
        guard let lease = leases[leaseID] else { return nil }
        do throws(SystemCallError) {
            guard let freezer = try open(lease.mark), try freezer.isPopulated(), let isWished = try freezer.isWished()
            else {
                return end(leaseID, .gone)
            }
            if now >= lease.mark.expires { return end(leaseID, .expired) }
            guard isWished else { return end(leaseID, folder.wasEnded(leaseID) ? .expired : .takenOver) }
            if !lease.isConfirmed, try freezer.isFrozen() { leases[leaseID]?.isConfirmed = true }
            return nil
        } catch {
            // Not to be looked at now: the next look, or the dead man's switch, comes.
            return now >= lease.mark.expires ? end(leaseID, .expired) : nil
        }
    }

    /// Thaws, removes the marks, and says so; keeps the lease and says that when the kernel refuses.
    mutating func end(_ leaseID: String, _ reason: LeaseEnd) -> ResponseRecord? {
        guard let lease = leases[leaseID] else { return nil }
        let mark = lease.mark
        var reason = reason
        var confirmed: UInt64?
        do throws(SystemCallError) {
            if let freezer = try open(mark) {
                // What somebody else thawed, and perhaps froze again for reasons of their own, is not ours any more.
                let isOurs = reason != .takenOver
                switch isOurs ? try freezer.thaw(within: settings.confirmLimit) : .alreadyThawed {
                case .thawed(let nanoseconds): confirmed = nanoseconds
                case .alreadyThawed: if reason == .thawed || reason == .agentStopped { reason = .takenOver }
                case .gone: reason = .gone
                }
                unmark(mark, freezer)
            } else {
                reason = .gone
                forget(mark)
            }
        } catch {
            guard !lease.isThawRefused else { return nil }
            leases[leaseID]?.isThawRefused = true
            return record(mark, .failed(.kernel), action: .thaw, detail: error.description)
        }
        leases[leaseID] = nil
        return record(mark, .ended(reason), confirmed: confirmed)
    }

    func open(_ mark: LeaseMark) throws(SystemCallError) -> CgroupFreezer? {
        try CgroupFreezer.open(mark.freezer, at: mark.directory, inode: mark.inode)
    }

    /// Removes what says that the lease runs: from the directory unless another lease is written there by now.
    mutating func unmark(_ mark: LeaseMark, _ freezer: borrowing CgroupFreezer) {
        if let value = try? freezer.directory.descriptor.attribute(LeaseMark.attribute),
            LeaseMark.parseAttribute(value)?.leaseID == mark.leaseID
        {
            _ = try? freezer.directory.descriptor.removeAttribute(LeaseMark.attribute)
        }
        forget(mark)
    }

    /// Removes the file, and lets the dead man's switch go.
    mutating func forget(_ mark: LeaseMark) {
        _ = try? folder.remove(mark.leaseID)
        guards.release(mark.leaseID)
    }

    func record(
        _ mark: LeaseMark, _ event: ResponseRecord.Event, action: ResponseAction = .freeze, confirmed: UInt64? = nil,
        detail: String = ""
    ) -> ResponseRecord {
        ResponseRecord(
            event: event, leaseID: mark.leaseID, action: action, target: mark.target, owner: mark.owner,
            reason: mark.reason, alertID: mark.alertID, bootNanoseconds: KernelClock.bootNanoseconds,
            expiresBootNanoseconds: mark.expires, confirmedNanoseconds: confirmed, detail: detail)
    }
}
