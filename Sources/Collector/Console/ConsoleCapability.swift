internal import CollectorConsole
internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The web console: its files, from memory, with the policy that keeps strangers' text text.
package struct ConsoleCapability: CollectorCapability {
    package init() {}

    package func addRoutes(to groups: RouteGroups) {
        for file in ConsoleFile.all {
            let page = ServedFile(file)
            groups.open.get(RouterPath(file.path)) { request, _ in page.answer(to: request) }
        }
    }
}

/// A file with its answer made ready.
private struct ServedFile: Sendable {
    private let body: ByteBuffer
    private let headers: HTTPFields
    private let tag: String

    init(_ file: ConsoleFile) {
        body = ByteBuffer(bytes: file.bytes)
        let digest = SHA256.hash(data: file.bytes).prefix(12)
        tag = "\"" + digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() + "\""
        var headers: HTTPFields = [.contentType: file.contentType, .eTag: tag]
        // Asked again each time, answered in a word: a new version is there at once.
        headers[.cacheControl] = "no-cache"
        for (name, value) in ConsolePolicy.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        self.headers = headers
    }

    func answer(to request: Request) -> Response {
        let known =
            request.headers[.ifNoneMatch]?.split(separator: ",").contains { $0.drop { $0 == " " } == tag } ?? false
        guard !known else { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
