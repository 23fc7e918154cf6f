package import BehaviourModel
package import HTTPTypes
package import Hummingbird
internal import NIOCore

/// An answer that says what is wrong: `application/problem+json` (RFC 9457).
package struct Problem: HTTPResponseError, Sendable {
    package let status: HTTPResponse.Status
    /// The last part of `type`.
    package let name: String
    package let title: String
    package let detail: String?
    /// Seconds after which to come again.
    package var retryAfter: Int?
    /// Members beside those of the RFC.
    package var members: JSONObject

    package init(
        _ status: HTTPResponse.Status, _ name: String, _ title: String, detail: String? = nil, retryAfter: Int? = nil,
        members: JSONObject = JSONObject()
    ) {
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail.map { PlainText.shortened($0, to: Self.detailLimit) }
        self.retryAfter = retryAfter
        self.members = members
    }

    /// Characters of a detail: it may quote what came.
    private static let detailLimit = 1_000

    /// What problems are named under; nothing needs to be there.
    package static let base = "https://yagura.dev/problems/"

    package var response: Response {
        var object: JSONObject = [
            "type": .string(Self.base + name), "title": .string(title), "status": .integer(Int64(status.code)),
        ]
        if let detail { object["detail"] = .string(detail) }
        var answer = Response.json(.object(object.adding(unknown: members)), status: status)
        answer.headers[.contentType] = "application/problem+json"
        if let retryAfter { answer.headers[.retryAfter] = String(retryAfter) }
        return answer
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response { response }
}

extension Problem {
    package static let notFound = Problem(.notFound, "not-found", "There is nothing here")
    package static let signInFirst = Problem(
        .unauthorized, "sign-in", "Sign in first", detail: "This address needs a session, or a token.")

    package static func badRequest(_ detail: String) -> Problem {
        Problem(.badRequest, "bad-request", "The request cannot be understood", detail: detail)
    }

    package static func tooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, "too-large", "The body is too large", detail: "At most \(limit) bytes.")
    }

    package static let tooSlow = Problem(.requestTimeout, "too-slow", "The body came too slowly")

    package static func storage(_ failure: StoreFailure) -> Problem {
        Problem(
            .serviceUnavailable, "storage", "The collector's storage fails", detail: failure.description,
            retryAfter: failure.kind == .locked ? 1 : 10)
    }
}

extension Response {
    /// A JSON answer that no cache keeps.
    package static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        json(bytes: CanonicalJSON.bytes(value), status: status)
    }

    package static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
