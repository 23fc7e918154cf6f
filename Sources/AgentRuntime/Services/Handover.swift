internal import Synchronization

/// Carries a value that cannot be copied into a thread, once.
final class Handover<Value: ~Copyable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming sending Value) { self.value = Mutex(value) }

    /// The value; nil when it was taken before.
    func take() -> sending Value? {
        value.withLock { held in
            let taken = held.take()
            return taken
        }
    }
}
