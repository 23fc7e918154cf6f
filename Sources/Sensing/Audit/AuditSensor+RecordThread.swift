internal import LinuxKernel

extension AuditSensor {
    /// Records must not wait for the end of an attacker's turn on the processor. A host that refuses it sees them later.
    mutating func quickenRecordThread() {
        // One that has real-time priority, or was made to give way, is left as its administrator wants it.
        guard let thread = RecordThread.find(), (try? thread.takesTurns) == true,
            let slice = try? thread.sliceNanoseconds
        else { return }
        if saved.recordSlice == nil { saved.recordSlice = UInt32(clamping: slice) }
        // Written down first: a killed agent's successor restores it.
        guard (try? saved.save(to: Directory(options.stateFolder))) != nil else { return }
        do throws(SystemCallError) { try thread.setSlice(RecordThread.shortSlice) } catch {
            if !error.isRefused { facts.problems.append("\(error)") }
        }
    }

    /// An auditd has audit now: gives the thread back what it had.
    mutating func leaveRecordThread() throws(SystemCallError) {
        guard saved.recordSlice != nil else { return }
        try saved.restoreRecordThread()
        try saved.save(to: Directory(options.stateFolder))
    }

    /// Takes away what a killed agent has left, where audit is left to the auditd that has it by now: rules, exclusions, turns.
    /// Whether audit is on, and its backlog, is that auditd's.
    static func clearLeftovers(
        _ options: Options, _ control: inout AuditControl, _ rules: [AuditRule]
    ) throws(SystemCallError) {
        try Directory.working.make(options.stateFolder, mode: 0o750)
        let folder = try Directory(options.stateFolder)
        var adopted = try SavedAuditSettings.load(from: folder, bootId: KernelClock.bootId())
        for rule in rules where rule.isOwn || adopted?.excludes(rule) == true { try control.delete(rule) }
        try adopted?.restoreRecordThread()
        try folder.unlink(SavedAuditSettings.fileName)
    }
}

extension SavedAuditSettings {
    /// Unless somebody else has changed it since.
    mutating func restoreRecordThread() throws(SystemCallError) {
        guard let slice = recordSlice, let thread = RecordThread.find() else { return }
        if try thread.sliceNanoseconds == RecordThread.shortSlice { try thread.setSlice(UInt64(slice)) }
        recordSlice = nil
    }
}
