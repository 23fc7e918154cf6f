internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Collects a body within a size and a time.
struct BodyReader: Sendable {
    let limit: Int
    let time: Duration

    private enum Outcome: Sendable {
        case body([UInt8])
        case tooLarge
        case tooSlow
    }

    func read(_ request: Request, _ context: CollectorContext) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit)
        }
        let outcome = try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask { try await collect(request.body) }
            group.addTask {
                try await Task.sleep(for: time)
                return .tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .tooSlow
        }
        switch outcome {
        case .body(let bytes):
            context.body.end()
            return bytes
        case .tooLarge:
            throw Problem.tooLarge(limit)
        case .tooSlow:
            throw Problem.tooSlow
        }
    }

    private func collect(_ body: RequestBody) async throws -> Outcome {
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { return .tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return .body(bytes)
    }
}
