internal import CLinux
internal import Synchronization

/// Work inside another network namespace, on a thread that ends with it.
package enum NetworkNamespace {
    /// Runs `body` in the network namespace of a process; nil when the process is gone.
    ///
    /// Needs CAP_SYS_ADMIN there and here. The caller waits for it.
    package static func run<Result: Sendable>(
        of process: borrowing ProcDirectory,
        _ body: @escaping @Sendable () throws(SystemCallError) -> Result
    ) throws(SystemCallError) -> Result? {
        let namespace: Descriptor
        do throws(SystemCallError) {
            namespace = try process.directory.open("ns/net")
        } catch {
            if error.isGone { return nil }
            throw error
        }
        let outcome = Outcome<Result>()
        let number = namespace.number
        let thread = try PollingThread(name: "yagura-netns") { _ in
            outcome.set { () throws(SystemCallError) in
                try check(yagura_enter_network_namespace(number), "setns", "network namespace")
                return try body()
            }
        }
        thread.join()
        // Closed only now: the thread used its number.
        _ = consume namespace
        return try outcome.get()
    }
}

/// Carries a result out of a thread.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, SystemCallError>?>(nil)

    func set(_ body: () throws(SystemCallError) -> Value) {
        let outcome: Result<Value, SystemCallError>
        do throws(SystemCallError) {
            outcome = .success(try body())
        } catch {
            outcome = .failure(error)
        }
        result.withLock { $0 = outcome }
    }

    func get() throws(SystemCallError) -> Value? { try result.withLock { $0 }?.get() }
}
