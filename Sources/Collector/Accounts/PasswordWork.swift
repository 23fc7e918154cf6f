internal import NIOPosix
internal import Synchronization

/// Hashes passwords on a thread of their own: the work is slow by intent, and must not stop requests. What waits is bounded.
struct PasswordWork: Sendable {
    private let pool = NIOThreadPool.singleton
    private let underWay = Gate()

    /// Each hash needs 32 MiB while it runs.
    private static let limit = 2

    func hash(_ password: String) async throws(Accounts.Failure) -> String {
        try await run { try Password.hash(password) }
    }

    /// False for no stored password too, after the same work: a name that nobody has answers as slowly as one with a wrong password.
    func verify(_ password: String, against stored: String?) async throws(Accounts.Failure) -> Bool {
        try await run {
            guard let stored else {
                _ = try Password.hash(password)
                return false
            }
            return Password.verify(password, against: stored)
        }
    }

    private func run<Value: Sendable>(
        _ body: @Sendable @escaping () throws -> Value
    ) async throws(Accounts.Failure) -> Value {
        guard underWay.enter(limit: Self.limit) else { throw .tooMany(seconds: 2) }
        defer { underWay.leave() }
        do { return try await pool.runIfActive(body) } catch {
            throw .storage(StoreFailure(.other, attempt: "hash a password", reason: "\(error)"))
        }
    }

    private final class Gate: Sendable {
        private let count = Mutex(0)

        func enter(limit: Int) -> Bool {
            count.withLock { count in
                guard count < limit else { return false }
                count += 1
                return true
            }
        }

        func leave() { count.withLock { $0 -= 1 } }
    }
}
