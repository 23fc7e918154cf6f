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

    /// Takes it away at once, also in a running collector. Returns what the operator should know, if anything.
    @discardableResult
    package func remove(_ removal: AccountRemoval) async throws -> String? {
        guard try await store.remove(removal) else { throw removal.unknown }
        guard case .person = removal, try await store.people(madeAfter: 0, usedAfter: 0).isEmpty else { return nil }
        return "nobody is left who can sign in; make a link: yagura-collector link"
    }
}

extension AccountRemoval {
    fileprivate var unknown: CollectorError {
        let words =
            switch self {
            case .person(let name), .sessions(let name):
                "no person is named \(EscapedText.string(name)); see: yagura-collector people"
            case .token(let name):
                "no token is named \(EscapedText.string(name)); see: yagura-collector tokens"
            }
        return CollectorError(.notFound, words)
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
