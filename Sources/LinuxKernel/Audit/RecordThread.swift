/// The kernel thread that hands audit's records over, `kauditd`.
///
/// It is an ordinary thread: woken behind a program that spins, it waits for the end of that turn, 3 ms and more, before the
/// record of the program's own execve goes out.
package struct RecordThread: Sendable {
    package let id: Int32
    /// As long as the kernel lets a turn be short: a record is sent in a few microseconds.
    package static let shortSlice: UInt64 = 100_000

    /// Nil where it cannot be seen, as in a namespace of processes.
    package static func find() -> RecordThread? {
        // Kernel threads are the first processes of a boot, and children of `kthreadd`, which no program can become.
        for pid: Int32 in 3..<4096 {
            guard let process = try? ProcDirectory.open(pid), let stat = try? process.stat(), stat.parent == 2,
                stat.name == Array("kauditd".utf8)
            else { continue }
            return RecordThread(id: pid)
        }
        return nil
    }

    /// Whether it takes turns at all: an administrator may have given it real-time priority, or made it give way to all.
    package var takesTurns: Bool {
        get throws(SystemCallError) { try ThreadTurn.isOrdinary(id) }
    }

    /// Length of its turns, nanoseconds; 0 for the host's own, and before kernel 6.12.
    package var sliceNanoseconds: UInt64 {
        get throws(SystemCallError) {
            let slice = try ThreadTurn.current(of: id).sliceNanoseconds
            // This process's first thread has the host's own; the calling one may be a real-time thread, which has none.
            return try slice == ThreadTurn.current(of: OwnProcess.pid).sliceNanoseconds ? 0 : slice
        }
    }

    /// Changes the length of its turns and nothing else; nothing at all of one that takes none.
    package func setSlice(_ nanoseconds: UInt64) throws(SystemCallError) {
        guard try takesTurns else { return }
        var turn = try ThreadTurn.current(of: id)
        turn.sliceNanoseconds = nanoseconds
        try turn.set(for: id)
    }
}
