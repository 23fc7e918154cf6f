package import BehaviourModel
internal import Hummingbird

/// `outputs`, `dead-letters`: how each output stands, and what was not notified, with its reason.
struct OutputRoutes: Sendable {
    let section: OutputsSection
    let store: any LineStore
    let ledger: any DeliveryLedger
    let board: OutputBoard

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("outputs") { _, _ in try await outputs() }
        router.get("dead-letters") { request, _ in try await letters(request) }
    }

    private func outputs() async throws -> Response {
        let newest = try await store.newestPosition()
        var list: [JSONValue] = []
        for settings in section.outputs {
            let state = try await ledger.deliveryState(of: settings.name)
            list.append(json(settings, state, newest))
        }
        return Response.json(["outputs": .array(list)])
    }

    private func json(_ settings: OutputSettings, _ state: DeliveryState?, _ newest: Int64) -> JSONValue {
        [
            "name": .string(settings.name), "kind": .string(settings.target.kind),
            "budgeted": .bool(settings.isBudgeted), "sent": .integer(state?.sent ?? 0),
            "filtered": .integer(state?.filtered ?? 0), "over_budget": .integer(state?.overBudget ?? 0),
            "dead": .integer(state?.dead ?? 0),
            "waiting": .integer(state.map { max(0, newest &- $0.position) } ?? 0),
            "failure": .optional(board.failure(of: settings.name)),
        ]
    }

    private func letters(_ request: Request) async throws -> Response {
        let parameters = request.uri.queryParameters
        let limit = try LineFilter.limit(parameters)
        let before = try LineFilter.cursor(parameters, "before")
        let found = try await ledger.deadLetters(
            of: parameters["output"].map(String.init), before: before, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.number : nil
        return Response.json([
            "dead_letters": .array(page.map(\.json)), "next": .optional(next.map { String($0) }),
        ])
    }
}

extension DeadLetter {
    /// As routes and commands show it.
    package var json: JSONValue {
        [
            "number": .integer(number), "output": .string(output), "cursor": .string(String(position)),
            "alert": .string(alert), "agent": .string(agent), "time": .string(TimeText.format(unixNanoseconds: time)),
            "cause": .string(cause.rawValue), "reason": .string(reason),
        ]
    }
}
