internal import LinuxKernel

/// Processes whose first thread has ended while others run on: the process connector tells only of the first one's end.
///
/// The kernel says by a pidfd whether a whole process has ended (kernel/fork.c, pidfd_poll: readable when the thread group is
/// empty). The set is small: a process is in it for a moment when all its threads end, and for longer only when its program
/// ends the first thread alone.
struct LeaderlessProcesses: Sendable {
    struct Process: Sendable, BitwiseCopyable {
        var pid: Int32
        var parent: Int32
        /// Wait status of the first thread.
        var code: Int32
    }

    private var processes: [Process] = []
    private var looked: UInt64 = 0
    /// Looked at so often, nanoseconds.
    private static let period: UInt64 = 250_000_000
    private static let limit = 4096

    /// Whether the process lives on without its first thread; it is then remembered.
    mutating func hold(_ process: Process) -> Bool {
        guard Self.isAlive(process.pid) else { return false }
        guard !processes.contains(where: { $0.pid == process.pid }) else { return true }
        // Beyond the limit the oldest is let go: its end is noticed by the next snapshot.
        if processes.count >= Self.limit { processes.removeFirst() }
        processes.append(process)
        return true
    }

    /// Those that have ended since the last look; at most four looks a second.
    mutating func takeEnded(at bootNanoseconds: UInt64) -> [Process] {
        guard !processes.isEmpty, bootNanoseconds &- looked >= Self.period else { return [] }
        looked = bootNanoseconds
        var ended: [Process] = []
        processes.removeAll { process in
            if Self.isAlive(process.pid) { return false }
            ended.append(process)
            return true
        }
        return ended
    }

    /// Most ended processes are collected already: then the first call is the only one.
    private static func isAlive(_ pid: Int32) -> Bool {
        guard let process = try? Pidfd.open(pid) else { return false }
        return (try? process.hasEnded()) == false
    }
}
