internal import HTTPTypes
internal import Hummingbird

/// Lets only people pass: who holds a session, or a token. A write by a session must repeat the session's own token.
struct PeopleOnly: RouterMiddleware {
    typealias Context = CollectorContext

    let accounts: Accounts

    func handle(
        _ request: Request, context: CollectorContext,
        next: @concurrent (Request, CollectorContext) async throws -> Response
    ) async throws -> Response {
        guard let person = try await Self.person(request, accounts) else { throw Problem.signInFirst }
        try Self.checkWrite(request, by: person)
        var context = context
        context.person = person
        return try await next(request, context)
    }

    static func person(_ request: Request, _ accounts: Accounts) async throws -> Person? {
        if let header = request.headers[.authorization] {
            guard header.hasPrefix("Bearer "), header.utf8.count < 200 else { return nil }
            return try await accounts.person(token: String(header.dropFirst("Bearer ".count)))
        }
        guard let secret = SessionCookie.value(request) else { return nil }
        return try await accounts.person(session: secret, now: WallClock.now)
    }

    static func checkWrite(_ request: Request, by person: Person) throws {
        guard ![.get, .head, .options].contains(request.method), case .session(let csrf) = person.way else { return }
        let sent = HTTPField.Name("X-CSRF-Token").flatMap { request.headers[$0] } ?? ""
        guard Secret.isEqual(sent, csrf) else {
            throw Problem(
                .forbidden, "csrf", "The request does not come from the console",
                detail: "A write needs the session's token in X-CSRF-Token.")
        }
    }
}
