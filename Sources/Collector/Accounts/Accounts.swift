internal import NIOPosix

/// Signs people in and out; knows who holds a session, a token, the first link.
package struct Accounts: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case wrongPassword
        /// Too many wrong ones; come again after these seconds.
        case tooMany(seconds: Int)
        case linkEnded
        case unfit(String)
        case storage(StoreFailure)
    }

    package struct Session: Hashable, Sendable {
        package let name: String
        /// For the cookie; shown to nobody else.
        package let secret: String
        package let csrf: String
    }

    /// A session ends after the first, or after the second without use.
    package static let sessionLife = Int64(12 * 3_600) * 1_000_000_000
    package static let sessionIdle = Int64(3_600) * 1_000_000_000
    package static let linkLife = Int64(24 * 3_600) * 1_000_000_000

    private let store: any AccountStore
    private let limit = LoginLimit()
    private let work: PasswordWork

    package init(store: any AccountStore) {
        self.store = store
        work = PasswordWork()
    }

    /// Makes the person that the link allows, and signs them in.
    package func setUp(link: String, name: String, password: String, now: Int64) async throws(Failure) -> Session {
        let digest = Secret.digest(link)
        // Before the work of a password hash: a stranger without a link costs nothing.
        guard try await stored({ () throws(StoreFailure) in try await store.isSetupLink(digest: digest, now: now) })
        else {
            throw .linkEnded
        }
        try Self.check(name: name, password: password)
        let hash = try await work.hash(password)
        guard
            try await stored({ () throws(StoreFailure) in
                try await store.setUp(digest: digest, name: name, password: hash, now: now)
            })
        else { throw .linkEnded }
        return try await begin(name, now: now)
    }

    /// - Parameter address: of the client; wrong passwords are counted by it and by name.
    package func signIn(name: String, password: String, address: String, now: Int64) async throws(Failure) -> Session {
        if let seconds = limit.wait(name: name, address: address) { throw .tooMany(seconds: seconds) }
        guard password.utf8.count <= Password.lengths.upperBound else { throw .wrongPassword }
        // Counted before the work: guesses side by side count too.
        limit.note(name: name, address: address)
        let isRight: Bool
        do {
            let hash = try await stored { () throws(StoreFailure) in try await store.password(of: name) }
            isRight = try await work.verify(password, against: hash)
        } catch {
            limit.takeBack(name: name, address: address)
            throw error
        }
        guard isRight else { throw .wrongPassword }
        limit.forget(name: name, address: address)
        return try await begin(name, now: now)
    }

    package func signOut(secret: String) async throws(StoreFailure) {
        try await store.endSession(digest: Secret.digest(secret))
    }

    /// Whose session the cookie is; nil when it has ended.
    package func person(session secret: String, now: Int64) async throws(StoreFailure) -> Person? {
        let found = try await store.session(
            digest: Secret.digest(secret), madeAfter: now &- Self.sessionLife, usedAfter: now &- Self.sessionIdle,
            now: now)
        return found.map { Person(name: $0.name, way: .session(csrf: $0.csrf)) }
    }

    package func person(token secret: String) async throws(StoreFailure) -> Person? {
        try await store.token(digest: Secret.digest(secret)).map { Person(name: $0, way: .token) }
    }

    /// A new link that makes the first administrator, or another; earlier ones end.
    package func makeSetupLink(now: Int64) async throws(StoreFailure) -> String {
        let secret = Secret.make()
        try await store.keepSetupLink(digest: Secret.digest(secret), expires: now &+ Self.linkLife)
        return secret
    }

    package func makeToken(name: String, now: Int64) async throws(StoreFailure) -> String {
        let secret = Secret.make()
        try await store.keepToken(digest: Secret.digest(secret), name: name, now: now)
        return secret
    }

    private func begin(_ name: String, now: Int64) async throws(Failure) -> Session {
        let session = Session(name: name, secret: Secret.make(), csrf: Secret.make())
        try await stored { () throws(StoreFailure) in
            try await store.keepSession(
                digest: Secret.digest(session.secret), name: name, csrf: session.csrf, now: now)
        }
        return session
    }

    private func stored<Value>(_ body: () async throws(StoreFailure) -> Value) async throws(Failure) -> Value {
        do { return try await body() } catch { throw .storage(error) }
    }

    private static func check(name: String, password: String) throws(Failure) {
        guard (1...64).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { throw .unfit("name: 1 to 64 bytes without spaces") }
        guard Password.lengths.contains(password.utf8.count) else {
            throw .unfit(
                "password: at least \(Password.lengths.lowerBound) bytes, at most \(Password.lengths.upperBound)")
        }
    }
}
