internal import BehaviourModel
internal import WireProtocol

extension CollectorHome {
    /// `people`: a line each, as a table or as JSON.
    package func people(asJSON: Bool) async throws -> [String] {
        let now = WallClock.now
        let people = try await store.people(
            madeAfter: now &- Accounts.sessionLife, usedAfter: now &- Accounts.sessionIdle)
        if asJSON { return people.map { PlainText.escapedJSON(CanonicalJSON.bytes($0.json)) } }
        return TextTable.lines(
            ["PERSON", "SINCE", "SESSIONS", "LAST USED"],
            people.map {
                [$0.name, TextTable.time($0.created), String($0.sessions), $0.lastUsed.map(TextTable.time) ?? "-"]
            })
    }

    /// `tokens`: a line each, as a table or as JSON.
    package func tokens(asJSON: Bool) async throws -> [String] {
        let tokens = try await store.tokens()
        if asJSON { return tokens.map { PlainText.escapedJSON(CanonicalJSON.bytes($0.json)) } }
        return TextTable.lines(["TOKEN", "SINCE"], tokens.map { [$0.name, TextTable.time($0.created)] })
    }

    /// What `remove` takes away; each ends at once, also in a running collector.
    package enum Removal: Hashable, Sendable {
        case person(String)
        case token(String)
        /// The person stays, and signs in anew.
        case sessions(of: String)
    }

    package func remove(_ removal: Removal) async throws {
        let isDone: Bool
        let words: String
        switch removal {
        case .person(let name):
            isDone = try await store.removePerson(name)
            words = "no person is named \(EscapedText.string(name)); see: yagura-collector people"
        case .token(let name):
            isDone = try await store.removeToken(name)
            words = "no token is named \(EscapedText.string(name)); see: yagura-collector tokens"
        case .sessions(let name):
            isDone = try await store.endSessions(of: name)
            words = "no person is named \(EscapedText.string(name)); see: yagura-collector people"
        }
        guard isDone else { throw CollectorError(.notFound, words) }
    }
}

extension PersonRecord {
    var json: JSONValue {
        [
            "person": .string(name), "created": .string(TimeText.format(unixNanoseconds: created)),
            "sessions": .integer(Int64(sessions)),
            "last_used": .optional(lastUsed.map { TimeText.format(unixNanoseconds: $0) }),
        ]
    }
}

extension TokenRecord {
    var json: JSONValue {
        ["token": .string(name), "created": .string(TimeText.format(unixNanoseconds: created))]
    }
}
