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
        router.get("alerts/:id") { request, context in try await one(try Self.id(context), request) }
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
        let direction = after.map { LineQuery.Direction.oldestFirst(after: $0) } ?? .newestFirst(before: before)
        let newest = try await store.newestPosition()
        let page = try await store.page(filter.query(direction, limit: limit))
        let next = page.isLast ? nil : page.lines.last?.position
        var output = Array(#"{"alerts":"#.utf8)
        output.append(contentsOf: LineJSON.list(page.lines))
        output.append(contentsOf: #","newest":""#.utf8)
        CanonicalJSON.append(max(newest, page.lines.first?.position ?? 0), to: &output)
        output.append(contentsOf: #"","next":"#.utf8)
        CanonicalJSON.append(JSONValue.optional(next.map { String($0) }), to: &output)
        output.append(UInt8(ascii: "}"))
        return .json(bytes: output)
    }

    private func one(_ id: String, _ request: Request) async throws -> Response {
        let agent = request.uri.queryParameters["agent"].map(String.init)
        guard let line = try await store.line(id: id, agent: agent) else { throw Problem.notFound }
        let records = try await store.page(
            LineQuery(.oldestFirst(after: 0), agent: line.agent, about: id, limit: Self.together))
        var output: [UInt8] = []
        LineJSON.append(line, to: &output, closing: false)
        output.append(contentsOf: #","records":"#.utf8)
        output.append(contentsOf: LineJSON.list(records.lines))
        Self.end(&output, isWhole: records.isLast)
        return .json(bytes: output)
    }

    private func incident(_ id: String, _ request: Request) async throws -> Response {
        let agent = request.uri.queryParameters["agent"].map(String.init)
        let alerts = try await store.page(
            LineQuery(.oldestFirst(after: 0), agent: agent, incident: id, limit: Self.together))
        guard !alerts.lines.isEmpty else { throw Problem.notFound }
        let records = try await store.page(
            LineQuery(.oldestFirst(after: 0), agent: agent, aboutIncident: id, limit: Self.together))
        var output = Array(#"{"alerts":"#.utf8)
        output.append(contentsOf: LineJSON.list(alerts.lines))
        output.append(contentsOf: #","incident":"#.utf8)
        CanonicalJSON.append(id, to: &output)
        output.append(contentsOf: #","records":"#.utf8)
        output.append(contentsOf: LineJSON.list(records.lines))
        Self.end(&output, isWhole: alerts.isLast && records.isLast)
        return .json(bytes: output)
    }

    /// Says whether everything is there: an incident may be longer than one answer.
    private static func end(_ output: inout [UInt8], isWhole: Bool) {
        output.append(contentsOf: #","whole":\#(isWhole)}"#.utf8)
    }
}
