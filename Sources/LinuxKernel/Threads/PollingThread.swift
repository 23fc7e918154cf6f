internal import CLinux

/// A named thread of its own for blocking reads, stopped through its eventfd.
///
/// The end of the value signals `stop` and waits for the body, so nothing outlives its owner.
package struct PollingThread: ~Copyable, Sendable {
    /// What the body polls beside its own descriptors; signalled when it should return.
    package let stopEvent: EventDescriptor
    /// Nil when the thread has the real-time priority asked for; else why it was refused.
    package let realTimeRefusal: SystemCallError?
    private let handle: UInt64
    private var isJoined = false

    /// Starts `body`. `name` shows in `top -H`, cut to the kernel's 15 bytes.
    ///
    /// `realTimePriority` (1 to 99) asks for SCHED_FIFO: for threads that must run when the host is overloaded,
    /// and that sleep in poll between short bursts. A refusal is told, not thrown.
    package init(
        name: String, realTimePriority: Int32? = nil,
        body: sending @escaping (_ stop: EventDescriptor) -> Void
    ) throws(SystemCallError) {
        let stop = try EventDescriptor()
        let handle = try Self.start(name, Start { body(stop) })
        self.init(stop, handle, realTimePriority.flatMap { Self.raise(handle, to: $0, name) })
    }

    private init(_ stop: EventDescriptor, _ handle: UInt64, _ refusal: SystemCallError?) {
        stopEvent = stop
        realTimeRefusal = refusal
        self.handle = handle
    }

    deinit {
        guard !isJoined else { return }
        stopEvent.signal()
        _ = yagura_thread_join(handle)
    }

    /// Signals the stop event and waits for the body to return.
    package consuming func stop() {}

    /// Waits for a body that returns by itself.
    package consuming func join() {
        _ = yagura_thread_join(handle)
        isJoined = true
    }

    /// Lets the body run on; nobody waits for it.
    consuming func detach() {
        _ = yagura_thread_detach(handle)
        isJoined = true
    }

    private static func start(_ name: String, _ start: sending Start) throws(SystemCallError) -> UInt64 {
        let retained = unsafe Unmanaged.passRetained(start)
        let short = String(decoding: name.utf8.prefix(15), as: UTF8.self)
        var handle: UInt64 = 0
        let result = unsafe yagura_thread_start(&handle, short, runThread, retained.toOpaque())
        if result < 0 { unsafe retained.release() }
        try check(result, "pthread_create", "thread \(name)")
        return handle
    }

    private static func raise(_ handle: UInt64, to priority: Int32, _ name: String) -> SystemCallError? {
        do throws(SystemCallError) {
            try check(yagura_thread_set_fifo(handle, priority), "sched_setscheduler", "thread \(name)")
            return nil
        } catch {
            return error
        }
    }
}

/// Carries the body into the thread.
private final class Start {
    let body: () -> Void
    init(_ body: sending @escaping () -> Void) { self.body = body }
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
