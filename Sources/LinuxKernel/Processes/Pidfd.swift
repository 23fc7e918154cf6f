internal import CLinux

/// A process held by descriptor: it never means another that got the same number.
package struct Pidfd: ~Copyable, Sendable {
    /// To poll: readable when the process has ended.
    package let descriptor: Descriptor
    package let pid: Int32

    /// Nil when there is no such process. A number is only as good as what was known of it before: compare the
    /// start time after opening.
    package static func open(_ pid: Int32) throws(SystemCallError) -> Pidfd? {
        do throws(SystemCallError) {
            let number = try check(yagura_pidfd_open(pid), "pidfd_open", "process \(pid)")
            return Pidfd(descriptor: Descriptor(owning: Int32(clamping: number)), pid: pid)
        } catch {
            // A thread's number, and none at all, are EINVAL or ENOENT by kernel version.
            if error.isGone || error.number == .invalid { return nil }
            throw error
        }
    }

    private init(descriptor: consuming Descriptor, pid: Int32) {
        self.descriptor = descriptor
        self.pid = pid
    }

    /// Whether the process has ended, waiting up to `limit` for it.
    package func hasEnded(within limit: Duration = .zero) throws(SystemCallError) -> Bool {
        try descriptor.wait(for: .readable, within: limit).contains(.readable)
    }

    /// Sends a signal; false when the process has ended.
    @discardableResult
    package func send(_ signal: Signal) throws(SystemCallError) -> Bool {
        let result = yagura_pidfd_signal(descriptor.number, signal.rawValue)
        if result == 0 &- Int64(ErrorNumber.noProcess.rawValue) { return false }
        try check(result, "pidfd_send_signal", "process \(pid)")
        return true
    }

    /// What the kernel says of the process (Linux 6.13), at a tenth of the price of `/proc`.
    package func facts() throws(SystemCallError) -> Facts {
        var found = yagura_process_facts()
        let result = unsafe yagura_pidfd_facts(descriptor.number, &found)
        if result == 0 &- Int64(ErrorNumber.noProcess.rawValue) { return .ended }
        // ENOTTY: no such request in this kernel; EINVAL: a pidfd request, but not this one.
        if result == 0 &- Int64(ErrorNumber.notForTerminal.rawValue) { return .unsupported }
        if result == 0 &- Int64(ErrorNumber.invalid.rawValue) { return .unsupported }
        try check(result, "ioctl PIDFD_GET_INFO", "process \(pid)")
        return .process(
            ProcessFacts(
                pid: Int32(bitPattern: found.tgid), parent: Int32(bitPattern: found.parent),
                cgroup: found.mask & 4 != 0 ? found.cgroup : nil,  // PIDFD_INFO_CGROUPID
                realUser: found.real_uid, effectiveUser: found.effective_uid, effectiveGroup: found.effective_gid))
    }

    package enum Facts: Sendable, Hashable {
        case process(ProcessFacts)
        case ended
        case unsupported
    }
}

/// What PIDFD_GET_INFO tells of a process.
package struct ProcessFacts: Sendable, Hashable {
    package let pid: Int32
    package let parent: Int32
    /// The id of its v2 cgroup.
    package let cgroup: UInt64?
    package let realUser: UInt32
    package let effectiveUser: UInt32
    package let effectiveGroup: UInt32
}
