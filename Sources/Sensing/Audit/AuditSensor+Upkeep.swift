internal import Glibc
package import LinuxKernel

extension AuditSensor {
    /// How often the kernel's counters and settings are looked at.
    private static var lookEvery: UInt64 { 1_000_000_000 }
    /// Containers that end by the hundred remove rules by the hundred: each look at the list covers them all.
    private static var restoreEvery: UInt64 { 200_000_000 }
    /// So long the socket stays free for an auditd that wants it, before we take it again.
    private static var patienceForOwner: UInt64 { 600_000_000_000 }

    /// Ends events that wait in vain, reads the kernel's counters, finds the runtimes' sockets, adds our rules again when
    /// somebody flushed them.
    package mutating func tick(nowBootNanoseconds now: UInt64) throws(SystemCallError) {
        assembler.expire(bootNanoseconds: now)
        let isDue = now >= lookedNanoseconds &+ Self.lookEvery
        // Removals that are our own are known before their records come.
        let hasGap = assembler.ownRulesRemoved > removalsKnown || isWatchMissing && isDue
        if hasGap, now >= restoredNanoseconds &+ Self.restoreEvery {
            restoredNanoseconds = now
            removalsKnown = assembler.ownRulesRemoved
            try restoreRules()
        }
        if isDue || notices.contains(.settingsChanged) && !control.isStatusAsked {
            lookedNanoseconds = now
            notices = []
            assembler.sockets = RuntimeSockets.find(options.runtimeSockets)
            try control.askStatus()
        }
        // Not waited for: what has just been read must not wait either.
        guard let status = try control.takeStatus() else { return }
        lost.look(kernelLost: status.lost)
        if status.enabled == 0, !facts.isSwitchedOff { lost.gaps &+= 1 }
        facts.isSwitchedOff = status.enabled == 0
        try watchOwner(status, now)
        try restrain(now)
        facts.mode = stream.mode
        facts.watches = watches.count
    }

    /// Adds each rule that should be there and is not.
    private mutating func restoreRules() throws(SystemCallError) {
        let present = Set(try control.rules())
        let watched = watches.liveRules
        var wanted = facts.isLeft ? [] : global.rules(under: facts.restraint)
        if stream.mode == .owner { wanted += saved.exclusions.map { AuditRule.exclusion(of: $0) } }
        facts.rules = wanted.count { present.contains($0) }
        for rule in wanted where !present.contains(rule) && add(rule) { facts.rulesRestored += 1 }
        isWatchMissing = false
        for rule in watched where !facts.isLeft && !present.contains(rule) {
            if (try? control.add(rule)) == nil { isWatchMissing = true } else { facts.rulesRestored += 1 }
        }
    }

    /// Beside an auditd, which writes down all that our rules bring, they bring no more than they may.
    private mutating func restrain(_ now: UInt64) throws(SystemCallError) {
        let events = assembler.counts.observations
        let isBeside = stream.mode == .multicast && facts.auditdPid != 0
        let wanted = isBeside ? governor.look(events: events, at: now) : governor.rest(events: events, at: now)
        guard wanted != facts.restraint else { return }
        facts.restraint = wanted
        // What is to come back is added at the next look.
        isWatchMissing = true
        guard !facts.isLeft else { return }
        let kept = Set(global.rules(under: wanted))
        for rule in global.rules where !kept.contains(rule) {
            if try control.delete(rule) { removalsKnown &+= 1 }
        }
    }

    private mutating func watchOwner(_ status: AuditStatus, _ now: UInt64) throws(SystemCallError) {
        let owner = Int32(bitPattern: status.owner)
        if stream.mode == .owner {
            // The kernel lets go of an owner that does not read: take it again, unless somebody else has it.
            guard owner != getpid() else { return }
            lost.gaps &+= 1
            try change(to: owner == 0 ? Self.claimOrJoin(&control) : AuditStream.multicast())
            if stream.mode == .multicast { try leaveToOthers() }
            return
        }
        facts.auditdPid = owner
        guard owner == 0 else {
            ownerlessSince = nil
            return
        }
        // Nobody reads: the kernel now prints each record to its log. Take the socket when nobody came for it.
        let since = ownerlessSince ?? now
        ownerlessSince = since
        guard now >= since &+ Self.patienceForOwner else { return }
        ownerlessSince = nil
        try change(to: Self.claimOrJoin(&control))
        if stream.mode == .owner { quickenRecordThread() }
        guard stream.mode == .owner, facts.isLeft else { return }
        facts.isLeft = false
        // The next look adds what is not there.
        isWatchMissing = true
    }

    /// Somebody wants the socket: leaves it, goes on by multicast, and excludes nothing any more.
    mutating func yieldSocket() throws(SystemCallError) {
        // Joined before the other is closed: nothing falls between.
        try change(to: AuditStream.multicast())
        lost.gaps &+= 1
        try leaveToOthers()
    }

    private mutating func leaveToOthers() throws(SystemCallError) {
        for type in saved.exclusions { try control.delete(.exclusion(of: type)) }
        saved.exclusions = []
        if options.besideAuditd == .nothing {
            facts.isLeft = true
            for rule in try control.rules() where rule.isOwn {
                if try control.delete(rule) { removalsKnown &+= 1 }
            }
        }
        try saved.save(to: Directory(options.stateFolder))
        ownerlessSince = nil
        try leaveRecordThread()
    }

    private mutating func change(to fresh: consuming AuditStream) throws(SystemCallError) {
        swap(&stream, &fresh)
        generation &+= 1
        facts.mode = stream.mode
        if fresh.mode == .owner, stream.mode != .owner { try fresh.resign() }
    }
}
