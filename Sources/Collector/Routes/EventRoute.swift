internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `events`: each new line as a server-sent event, from where the reader left off.
struct EventRoute: Sendable {
    let store: any LineStore
    let news: NewLines
    let accounts: Accounts

    /// Readers at a time; each holds a connection.
    static let readers = 200
    /// The reader's session is looked at again after this, whether lines come or not.
    private static let check = Duration.seconds(5)
    /// A comment after so many of these without a line: proxies close what is silent.
    private static let quiet = 3
    private static let step = 100
    /// Bytes of lines at a time: what one of many readers may hold.
    private static let stepBytes = 256 << 10

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("events") { request, _ in try await follow(request) }
    }

    private func follow(_ request: Request) async throws -> Response {
        guard news.followers < Self.readers else {
            throw Problem(.serviceUnavailable, "readers", "Too many readers", retryAfter: 30)
        }
        let filter = try LineFilter(request.uri.queryParameters)
        let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
        let start: Int64
        if let last {
            start = max(0, last)
        } else if let after = try LineFilter.cursor(request.uri.queryParameters, "after") {
            start = after
        } else {
            start = try await store.newestPosition()
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await write(from: start, filter, to: &writer) { await isStillIn(request) }
                try await writer.finish(nil)
            })
    }

    /// Whether who opened the stream may still read; a store that fails ends nobody's stream.
    private func isStillIn(_ request: Request) async -> Bool {
        do { return try await PeopleOnly.person(request, accounts) != nil } catch { return true }
    }

    @concurrent private func write(
        from start: Int64, _ filter: LineFilter, to writer: inout any ResponseBodyWriter,
        while isStillIn: @Sendable () async -> Bool
    ) async throws {
        var position = start
        var asked = ContinuousClock.now
        // Said at once, so that a reader knows it is connected.
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        var pauses = 0
        for await wakeUp in WakeUps(news: news, pause: Self.check) {
            // A stream must not outlive its session.
            if wakeUp == .pause || ContinuousClock.now - asked >= Self.check {
                guard await isStillIn() else { return }
                asked = .now
            }
            var sent = 0
            while true {
                let newest = try await store.newestPosition()
                let page = try await store.page(
                    filter.query(.oldestFirst(after: position), limit: Self.step, bytes: Self.stepBytes))
                if !page.lines.isEmpty { try await writer.write(ByteBuffer(bytes: Self.events(page.lines))) }
                sent += page.lines.count
                position = max(position, page.lines.last?.position ?? 0)
                guard page.isLast else { continue }
                // Nothing up to here fits the filter: the next look begins behind it.
                position = max(position, newest)
                break
            }
            if sent > 0 { pauses = 0 } else if wakeUp == .pause { pauses += 1 }
            if pauses >= Self.quiet {
                try await writer.write(ByteBuffer(string: ":\n\n"))
                pauses = 0
            }
        }
    }

    private static func events(_ lines: [StoredLine]) -> [UInt8] {
        var output: [UInt8] = []
        for line in lines {
            output.append(contentsOf: "id: \(line.position)\nevent: alert\ndata: ".utf8)
            LineJSON.append(line, to: &output)
            output.append(contentsOf: "\n\n".utf8)
        }
        return output
    }
}
