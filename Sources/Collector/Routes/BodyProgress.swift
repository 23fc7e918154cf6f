internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Whether the body of a request was read to its end, whoever was to read it; shared by all copies of the request's context.
final class BodyProgress: Sendable {
    private let read = Atomic(false)

    var isRead: Bool { read.load(ordering: .relaxed) }

    func end() { read.store(true, ordering: .relaxed) }

    /// Whether the request announces a body.
    static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } == true
    }
}
