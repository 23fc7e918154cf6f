internal import CLinux
internal import Glibc

/// A signalfd: signals as something to poll for. Make it first thing in main, before any thread exists.
package struct SignalDescriptor: ~Copyable, Sendable {
    package let descriptor: Descriptor

    /// Blocks `signals` for this thread and those it starts, and opens the descriptor that takes them.
    package init(_ signals: [Signal]) throws(SystemCallError) {
        for signal in signals {
            try check(yagura_signal_block(signal.rawValue), "pthread_sigmask", "signal \(signal.rawValue)")
        }
        let numbers = signals.map(\.rawValue)
        descriptor = Descriptor(owning: Int32(clamping: try check(yagura_signalfd(numbers.span), "signalfd")))
    }

    /// The next signal that waits, nil when none does.
    package func next() throws(SystemCallError) -> Received? {
        var sender: UInt32 = 0
        let number = try check(unsafe yagura_signalfd_take(descriptor.number, &sender), "read signalfd")
        guard number > 0 else { return nil }
        return Received(signal: Signal(rawValue: Int32(clamping: number)), sender: Int32(truncatingIfNeeded: sender))
    }

    /// A signal and the process that sent it (0: the kernel).
    package struct Received: Sendable, Hashable {
        package let signal: Signal
        package let sender: Int32
    }
}

/// A signal number, with the names this program uses.
package struct Signal: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let hangUp = Signal(rawValue: SIGHUP)
    package static let interrupt = Signal(rawValue: SIGINT)
    package static let terminate = Signal(rawValue: SIGTERM)
    package static let kill = Signal(rawValue: SIGKILL)
    package static let stop = Signal(rawValue: SIGSTOP)
    package static let resume = Signal(rawValue: SIGCONT)
    package static let user1 = Signal(rawValue: SIGUSR1)
    package static let user2 = Signal(rawValue: SIGUSR2)
    package static let brokenPipe = Signal(rawValue: SIGPIPE)

    /// Sends it to a process by number; the number may have been reused: prefer `Pidfd.send`.
    package func send(to pid: Int32) throws(SystemCallError) {
        guard Glibc.kill(pid, rawValue) != 0 else { return }
        throw SystemCallError(call: "kill", object: "process \(pid)", number: ErrorNumber(rawValue: errno))
    }

    /// Makes this process ignore it: writing to a closed socket is then an error (EPIPE), not the end.
    package func ignore() { _ = Glibc.signal(rawValue, SIG_IGN) }
}
