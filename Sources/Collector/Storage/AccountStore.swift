/// People, their sessions, links and tokens. Secrets come as digests. Moments are Unix nanoseconds.
package protocol AccountStore: Sendable {
    /// The stored password of a person; nil for nobody.
    func password(of name: String) async throws(StoreFailure) -> String?
    /// Keeps a link that is good once, until `expires`; others end.
    func keepSetupLink(digest: String, expires: Int64) async throws(StoreFailure)
    /// Whether the link is good now; it stays good.
    func isSetupLink(digest: String, now: Int64) async throws(StoreFailure) -> Bool
    /// Uses the link up and makes the person, both or neither; false when the link is not good.
    func setUp(digest: String, name: String, password: String, now: Int64) async throws(StoreFailure) -> Bool
    func keepSession(digest: String, name: String, csrf: String, now: Int64) async throws(StoreFailure)
    /// The session, when it was made after `made` and used after `used`; notes that it is used now.
    func session(
        digest: String, madeAfter: Int64, usedAfter: Int64, now: Int64
    ) async throws(StoreFailure) -> (name: String, csrf: String)?
    func endSession(digest: String) async throws(StoreFailure)
    /// Keeps a script's token; one of the same name ends.
    func keepToken(digest: String, name: String, now: Int64) async throws(StoreFailure)
    /// Whose token it is; nil for nobody's.
    func token(digest: String) async throws(StoreFailure) -> String?
}
