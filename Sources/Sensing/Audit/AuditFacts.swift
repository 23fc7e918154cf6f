package import LinuxKernel

/// What `yagura doctor` and `status` say of the audit sensor.
package struct AuditFacts: Sendable, Equatable {
    package var mode: AuditStream.Mode
    /// The living auditd beside which we read; 0 without one.
    package var auditdPid: Int32 = 0
    package var rules = 0
    package var watches = 0
    /// Sensitive paths that could not be watched: no room (`ContainerWatches.limit`), or refused by the kernel.
    package var watchesRefused = 0
    /// System calls that this machine does not have, so no rule names them.
    package var unknownCalls: [String] = []
    /// Rules that the kernel refused, and why.
    package var refusals: [String] = []
    /// Rules of ours that somebody removed and we added again.
    package var rulesRestored = 0
    /// Somebody switched audit off: it is not ours to switch on again.
    package var isSwitchedOff = false
    /// A rule `never,task` keeps processes from being audited at all.
    package var isHiddenByTaskRule = false
    /// Processes that started then or later are seen; nanoseconds since boot.
    package var visibleSince: UInt64 = .max
    /// One of the rules for the whole host is not there: the kernel refused it.
    package var lacksRules = false
    /// Files are to be watched in containers.
    package var wantsWatches = false
    /// Beside an auditd as well.
    package var watchesBesideAuditd = false
    /// An auditd has audit, and the configuration leaves it alone.
    package var isLeft = false
    /// What of the rules for the whole host is not asked for now, for it would fill auditd's disk.
    package var restraint = AuditRestraint.nothing
    /// A setting could not be changed or restored, and why.
    package var problems: [String] = []

    package init(mode: AuditStream.Mode) { self.mode = mode }

    /// New containers get watches on their sensitive paths.
    var watchesContainers: Bool { wantsWatches && (mode == .owner || watchesBesideAuditd) }
}
