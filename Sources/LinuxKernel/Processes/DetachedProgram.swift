internal import CLinux

/// A program started for one job in a session of its own: it lives on when we end, and gets one channel to us.
///
/// Shared by whoever keeps it, hence a class. Its end of the channel is its standard input; it sees end-of-file when we
/// let go of ours, or end.
package final class DetachedProgram: Sendable {
    package let pid: Int32
    private let channel: Descriptor

    /// Starts the program at the absolute `path`; `arguments` are those behind its name.
    ///
    /// Throws when it cannot be run: `posix_spawn` reports that here.
    package init(_ path: String, arguments: [String]) throws(SystemCallError) {
        var bytes: [UInt8] = []
        for text in [path] + arguments {
            guard !text.utf8.contains(0) else {
                throw SystemCallError(call: "posix_spawn", object: path, number: .invalid)
            }
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        }
        var other: Int32 = -1
        let ours = try check(unsafe yagura_message_pair(&other), "socketpair")
        channel = Descriptor(owning: Int32(clamping: ours))
        let theirs = Descriptor(owning: other)
        let started = yagura_spawn_detached(bytes.span, theirs.number)
        pid = Int32(clamping: try check(started, "posix_spawn", path))
    }

    /// Hands over a message as a whole, without waiting. Throws EPIPE when the program ended.
    package func send(_ bytes: [UInt8]) throws(SystemCallError) {
        try check(yagura_message_send(channel.number, bytes.span), "send to process \(pid)")
    }

    /// The program's next message, at most `size` bytes of it; nil when none came in time, empty when it let go or ended.
    package func receive(within limit: Duration, size: Int = 1_024) throws(SystemCallError) -> [UInt8]? {
        guard !(try channel.wait(for: .readable, within: limit)).isEmpty else { return nil }
        var buffer = [UInt8](repeating: 0, count: max(1, size))
        guard let count = try channel.read(into: &buffer) else { return nil }
        return Array(buffer.prefix(count))
    }

    /// Lets go of the channel: the program reads its end.
    package func hangUp() { _ = yagura_message_end(channel.number) }

    /// Waits for the program's end, and takes its status; false when it still runs.
    package func hasEnded(within limit: Duration) throws(SystemCallError) -> Bool {
        // Its end of the channel closes shortly before the process has a status to take.
        guard try channel.wait(for: [], within: limit).contains(.hungUp) else { return !isRunning }
        let timer = try TimerDescriptor()
        for _ in 0..<100 where isRunning {
            try timer.arm(after: .milliseconds(1))
            _ = try timer.descriptor.wait(for: .readable, within: .milliseconds(10))
        }
        return !isRunning
    }

    /// Whether the program runs; its status is taken from the kernel once it ended.
    package var isRunning: Bool {
        var status: Int32 = 0
        return unsafe yagura_child_take(pid, &status) == 0
    }
}
