internal import Glibc
internal import LinuxKernel

extension AuditSensor {
    /// Looks at the host's audit, and uses it where that does no harm.
    package static func start(_ options: Options) throws(AuditRefusal) -> AuditSensor {
        var control: AuditControl
        let status: AuditStatus
        let rules: [AuditRule]
        do throws(SystemCallError) {
            var opened = try AuditControl()
            status = try opened.status()
            rules = try opened.rules()
            control = opened
        } catch {
            throw .unavailable(error)
        }
        let decision = AuditGuard.decide(status, isAlive: isAlive)
        if case .refuse(let refusal) = decision { throw refusal }
        if case .beside(let pid) = decision, AuditGuard.isAgent(pid, rules: rules) { throw .usedByAgent(pid: pid) }
        if case .beside(let pid) = decision, options.besideAuditd == .nothing {
            do throws(SystemCallError) { try clearLeftovers(options, &control, rules) } catch {
                throw .unavailable(error)
            }
            throw .leftToAuditd(pid: pid)
        }
        do throws(SystemCallError) {
            return try start(options, control, status, besideAuditd: decision != .own)
        } catch {
            throw .unavailable(error)
        }
    }

    private static func start(
        _ options: Options, _ control: consuming AuditControl, _ status: AuditStatus, besideAuditd: Bool
    ) throws(SystemCallError) -> AuditSensor {
        try Directory.working.make(options.stateFolder, mode: 0o750)
        let folder = try Directory(options.stateFolder)
        let bootId = try KernelClock.bootId()
        // A killed agent's file tells what the host had before it: that stays the truth.
        let adopted = SavedAuditSettings.load(from: folder, bootId: bootId)
        var problems: [String] = []
        for rule in try control.rules() where rule.isOwn || adopted?.excludes(rule) == true {
            do { try control.delete(rule) } catch { problems.append("\(error)") }
        }
        var saved = adopted ?? SavedAuditSettings(status, bootId: bootId, exclusions: [])
        saved.exclusions = []
        try saved.save(to: folder)

        let stream = try besideAuditd ? AuditStream.multicast() : claimOrJoin(&control)
        var facts = AuditFacts(mode: stream.mode)
        facts.problems = problems
        facts.wantsWatches = !options.sensitivePaths.entries.isEmpty
        facts.watchesBesideAuditd = options.besideAuditd == .rulesAndWatches
        var sensor = AuditSensor(
            options, control: control, stream: stream, saved: saved, global: AuditRules(agent: getpid()), facts: facts)
        do throws(SystemCallError) {
            try sensor.begin(status)
        } catch {
            sensor.stop()
            throw error
        }
        return sensor
    }

    /// Settings, rules, and last the switch.
    private mutating func begin(_ status: AuditStatus) throws(SystemCallError) {
        facts.unknownCalls = global.unknownCalls
        let rules = try control.rules()
        facts.isHiddenByTaskRule = rules.contains(where: \.hidesTasks)
        lost.look(kernelLost: status.lost)
        if stream.mode == .owner {
            // A wait above zero lets a flood stall the very containers that cause it.
            if status.backlogWaitTicks != 0 { try control.setBacklogWait(ticks: 0) }
            if status.backlogLimit < options.backlog { try control.setBacklogLimit(options.backlog) }
            quickenRecordThread()
            try addExclusions(beside: rules)
        } else {
            facts.auditdPid = Int32(bitPattern: try control.status().owner)
            // A killed agent's: beside an auditd its turns are its own.
            try leaveRecordThread()
        }
        for rule in global.rules where !add(rule) { facts.lacksRules = true }
        if status.enabled == 0 { try control.setEnabled(1) }
        noteSince()
    }

    private mutating func addExclusions(beside rules: [AuditRule]) throws(SystemCallError) {
        let missing = AuditRule.noise.filter { !rules.contains(.exclusion(of: $0)) }
        saved.exclusions = missing
        try saved.save(to: Directory(options.stateFolder))
        for type in missing { add(.exclusion(of: type)) }
    }

    @discardableResult
    mutating func add(_ rule: AuditRule) -> Bool {
        do {
            if try control.add(rule) { facts.rules += 1 }
            return true
        } catch {
            if facts.refusals.count < 32 { facts.refusals.append("\(error)") }
            return false
        }
    }

    /// Removes our rules, restores the settings, gives the socket back; what could not be done is said.
    @discardableResult
    package consuming func stop() -> [String] {
        var problems: [String] = []
        do throws(SystemCallError) { try removeRules() } catch { problems.append("\(error)") }
        do throws(SystemCallError) { try restoreSettings() } catch { problems.append("\(error)") }
        do throws(SystemCallError) { try saved.restoreRecordThread() } catch { problems.append("\(error)") }
        let folder = options.stateFolder
        do throws(SystemCallError) { try stream.resign() } catch { problems.append("\(error)") }
        // Kept as long as something is left to restore: the next agent tries again.
        guard problems.isEmpty else { return problems }
        do throws(SystemCallError) {
            try Directory(folder).unlink(SavedAuditSettings.fileName)
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    private mutating func removeRules() throws(SystemCallError) {
        let rules = try control.rules()
        if !facts.isHiddenByTaskRule, rules.contains(where: \.hidesTasks) {
            facts.isHiddenByTaskRule = true
            noteSince()
        }
        for rule in rules where rule.isOwn || saved.excludes(rule) { try control.delete(rule) }
    }

    /// What somebody else has set meanwhile stays: it is theirs.
    private mutating func restoreSettings() throws(SystemCallError) {
        let now = try control.status()
        if now.enabled == 1, saved.enabled == 0 { try control.setEnabled(0) }
        if now.backlogLimit == options.backlog, saved.backlogLimit != options.backlog {
            try control.setBacklogLimit(saved.backlogLimit)
        }
        if now.backlogWaitTicks == 0, saved.backlogWaitTicks != 0 {
            try control.setBacklogWait(ticks: saved.backlogWaitTicks)
        }
    }

    static func claimOrJoin(_ control: inout AuditControl) throws(SystemCallError) -> AuditStream {
        switch try AuditStream.claim(&control) {
        case .owner(let stream): stream
        case .takenBy: try AuditStream.multicast()
        }
    }

    static func isAlive(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno == EPERM }
}

extension AuditRule {
    /// Processes that are forked while it stands are never audited.
    fileprivate var hidesTasks: Bool { list == .task && action == .never }
}

extension SavedAuditSettings {
    /// Whether a rule is one of the exclusions that the agent added.
    func excludes(_ rule: AuditRule) -> Bool {
        exclusions.contains { rule == .exclusion(of: $0) }
    }
}
