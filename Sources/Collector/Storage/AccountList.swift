/// A person as commands list them. Moments are Unix nanoseconds.
package struct PersonRecord: Hashable, Sendable {
    package let name: String
    package let created: Int64
    /// Sessions that are good now.
    package let sessions: Int
    /// When one of them was used last, by the minute; nil without one.
    package let lastUsed: Int64?
}

/// A script's token as commands list it: its name, never its secret, which is not stored.
package struct TokenRecord: Hashable, Sendable {
    package let name: String
    package let created: Int64
}

/// What a command takes away.
package enum AccountRemoval: Hashable, Sendable {
    /// With all sessions.
    case person(String)
    case token(String)
    /// The person stays, and signs in anew.
    case sessions(of: String)
}

/// Who may read, for commands: lists people and tokens, and takes them away.
package protocol AccountList: Sendable {
    /// - Parameters:
    ///   - made: sessions made earlier have ended.
    ///   - used: sessions used last before this have ended.
    func people(madeAfter made: Int64, usedAfter used: Int64) async throws(StoreFailure) -> [PersonRecord]
    func tokens() async throws(StoreFailure) -> [TokenRecord]
    /// Takes it away in one step; false when nothing, or for sessions nobody, has this name.
    func remove(_ removal: AccountRemoval) async throws(StoreFailure) -> Bool
}
