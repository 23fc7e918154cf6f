internal import BehaviourModel
internal import Foundation
internal import Hummingbird

/// `alerts`, `alerts/{id}`, `incidents/{id}`: what is stored, to read.
struct AlertRoutes: Sendable {
    let store: any LineStore

    /// Lines of one incident or about one alert that are shown at most.
    private static let together = 1_000

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("alerts") { request, _ in try await list(request) }
        router.get("alerts/:id") { _, context in try await one(try Self.id(context)) }
        router.get("incidents/:id") { request, context in try await incident(try Self.id(context), request) }
    }

    /// The router leaves a part of a path as it came.
    private static func id(_ context: CollectorContext) throws -> String {
        guard let id = try context.parameters.require("id").removingPercentEncoding else { throw Problem.notFound }
        return id
    }

    private func list(_ request: Request) async throws -> Response {
        let parameters = request.uri.queryParameters
        let filter = try LineFilter(parameters)
        let limit = try LineFilter.limit(parameters)
        let after = try LineFilter.cursor(parameters, "after")
        let before = try LineFilter.cursor(parameters, "before")
        guard after == nil || before == nil else { throw Problem.badRequest("after and before exclude each other") }
        // One more than asked for tells whether there is a next page.
        let direction = after.map { LineQuery.Direction.oldestFirst(after: $0) } ?? .newestFirst(before: before)
        let newest = try await store.newestPosition()
        let found = try await store.lines(filter.query(direction, limit: limit + 1))
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last?.position : nil
        var output = Array(#"{"alerts":"#.utf8)
        output.append(contentsOf: LineJSON.list(page))
        output.append(contentsOf: #","newest":""#.utf8)
        CanonicalJSON.append(max(newest, page.first?.position ?? 0), to: &output)
        output.append(contentsOf: #"","next":"#.utf8)
        CanonicalJSON.append(JSONValue.optional(next.map { String($0) }), to: &output)
        output.append(UInt8(ascii: "}"))
        return .json(bytes: output)
    }

    private func one(_ id: String) async throws -> Response {
        guard let line = try await store.line(id: id) else { throw Problem.notFound }
        let records = try await store.lines(
            LineQuery(.oldestFirst(after: 0), agent: line.agent, about: id, limit: Self.together))
        var output: [UInt8] = []
        LineJSON.append(line, to: &output, closing: false)
        output.append(contentsOf: #","records":"#.utf8)
        output.append(contentsOf: LineJSON.list(records))
        output.append(UInt8(ascii: "}"))
        return .json(bytes: output)
    }

    private func incident(_ id: String, _ request: Request) async throws -> Response {
        let agent = request.uri.queryParameters["agent"].map(String.init)
        let lines = try await store.lines(
            LineQuery(.oldestFirst(after: 0), agent: agent, incident: id, limit: Self.together))
        guard !lines.isEmpty else { throw Problem.notFound }
        let records = try await store.lines(
            LineQuery(.oldestFirst(after: 0), agent: agent, aboutIncident: id, limit: Self.together))
        var output = Array(#"{"alerts":"#.utf8)
        output.append(contentsOf: LineJSON.list(lines))
        output.append(contentsOf: #","incident":"#.utf8)
        CanonicalJSON.append(id, to: &output)
        output.append(contentsOf: #","records":"#.utf8)
        output.append(contentsOf: LineJSON.list(records))
        output.append(UInt8(ascii: "}"))
        return .json(bytes: output)
    }
}
