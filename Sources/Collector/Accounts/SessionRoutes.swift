internal import BehaviourModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// `session` and `setup`: signing in and out, and the first administrator.
struct SessionRoutes: Sendable {
    let accounts: Accounts
    let reader: BodyReader
    /// Anybody can be refused, as often as they like.
    let log = BoundedLog()

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("session") { request, _ in
            guard let person = try await PeopleOnly.person(request, accounts) else { throw Problem.signInFirst }
            return Response.json(Self.json(person))
        }
        router.post("session") { request, context in try await signIn(request, context) }
        router.delete("session") { request, _ in try await signOut(request) }
        router.post("setup") { request, context in try await setUp(request, context) }
    }

    private func signIn(_ request: Request, _ context: CollectorContext) async throws -> Response {
        let fields = try await fields(request, context, ["name", "password"])
        do throws(Accounts.Failure) {
            let session = try await accounts.signIn(
                name: fields[0], password: fields[1], address: context.remoteAddress, now: WallClock.now)
            context.logger.info("\(EscapedText.string(session.name)) signed in from \(context.remoteAddress)")
            return answer(session)
        } catch {
            log.warn(context.logger, "sign-in from \(context.remoteAddress) refused")
            throw problem(error)
        }
    }

    private func setUp(_ request: Request, _ context: CollectorContext) async throws -> Response {
        let fields = try await fields(request, context, ["token", "name", "password"])
        do throws(Accounts.Failure) {
            let session = try await accounts.setUp(
                link: fields[0], name: fields[1], password: fields[2], now: WallClock.now)
            context.logger.notice(
                "administrator \(EscapedText.string(session.name)) made from \(context.remoteAddress)")
            return answer(session)
        } catch {
            throw problem(error)
        }
    }

    private func signOut(_ request: Request) async throws -> Response {
        guard let person = try await PeopleOnly.person(request, accounts) else { throw Problem.signInFirst }
        try PeopleOnly.checkWrite(request, by: person)
        if let secret = SessionCookie.value(request) { try await accounts.signOut(secret: secret) }
        return Response(status: .noContent, headers: [.setCookie: SessionCookie.removal])
    }

    private func answer(_ session: Accounts.Session) -> Response {
        var response = Response.json(["name": .string(session.name), "csrf": .string(session.csrf)])
        response.headers[.setCookie] = SessionCookie.header(session.secret)
        return response
    }

    private static func json(_ person: Person) -> JSONValue {
        var object: JSONObject = ["name": .string(person.name)]
        if case .session(let csrf) = person.way { object["csrf"] = .string(csrf) }
        return .object(object)
    }

    /// The named strings of a JSON body. Only JSON: a form of a strange page cannot send that without asking first.
    private func fields(_ request: Request, _ context: CollectorContext, _ names: [String]) async throws -> [String] {
        guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
            context.closeSoon()
            throw Problem(
                .unsupportedMediaType, "media-type", "JSON is expected", detail: "Content-Type: application/json")
        }
        let bytes = try await reader.read(request, context)
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(bytes, limits: JSONParser.Limits(bytes: reader.limit, depth: 4))
        } catch {
            throw Problem.badRequest(error.description)
        }
        return try names.map { name in
            guard let text = json[name]?.string else { throw Problem.badRequest("\(name): expected a string") }
            return text
        }
    }

    private func problem(_ failure: Accounts.Failure) -> any Error {
        switch failure {
        case .wrongPassword: Problem(.unauthorized, "sign-in", "Name or password is wrong")
        case .tooMany(let seconds):
            Problem(
                .tooManyRequests, "sign-in-rate", "Too many tries", detail: "Try again in \(seconds) s.",
                retryAfter: seconds)
        case .linkEnded:
            Problem(
                .forbidden, "link", "This link is not good any more",
                detail: "It works once, for 24 hours. Make a new one: yagura-collector link --dir DIR")
        case .unfit(let what): Problem.badRequest(what)
        case .storage(let failure): failure
        }
    }
}
