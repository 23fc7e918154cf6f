internal import BehaviourModel
internal import Hummingbird

/// `agents`: who there is, how it fares, whether it is silent.
struct AgentRoutes: Sendable {
    let registry: any AgentRegistry
    let watch: any WatchStore
    /// An agent is silent when its last heartbeat is older.
    let silence: Duration

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("agents") { _, _ in
            let now = WallClock.now
            let records = try await registry.agents()
            let conditions = Dictionary(grouping: try await watch.conditions(), by: \.agent)
            return Response.json([
                "agents": .array(
                    records.map { AgentReport($0, conditions[$0.agent] ?? [], silence: silence, now: now).json })
            ])
        }
    }
}
