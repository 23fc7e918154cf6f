internal import BehaviourModel
internal import Logging
internal import ServiceLifecycle

/// Looks after the agents: tells once when one falls silent or is over its share, and once when that ends.
struct AgentWatch: Service {
    let store: any WatchStore
    let share: AgentShare
    let unstored: UnstoredHeartbeats
    let news: NewLines
    let silence: Duration
    let logger: Logger

    func run() async throws {
        let isRestored = await cancelWhenGracefulShutdown { await watch() }
        // What came since the last look; never in place of what was not read. Where it fails, as with SIGKILL: that much is forgotten.
        if isRestored { try? await store.keep(share.changes(time: WallClock.now)) }
    }

    private func watch() async -> Bool {
        var look = SilenceLook(silence: silence)
        var isRestored = false
        let log = BoundedLog()
        while !Task.isCancelled {
            do throws(StoreFailure) {
                if !isRestored { try await restore() }
                isRestored = true
                try await tell(&look)
                try await keep()
            } catch {
                log.error(logger, EscapedText.string(error.description))
            }
            // Ends early when the server stops, which the loop sees.
            try? await Task.sleep(for: min(.seconds(5), silence / 4))
        }
        return isRestored
    }

    private func restore() async throws(StoreFailure) {
        let over = try await store.conditions().filter { $0.kind == .overShare }.map(\.agent)
        let shares = try await store.shares()
        share.restore(shares, over: Set(over), time: WallClock.now)
    }

    private func tell(_ look: inout SilenceLook) async throws(StoreFailure) {
        let agents = try await store.watchedAgents()
        let told = try await store.conditions()
        let now = WallClock.now
        var wanted = look.silent(agents, heard: unstored.take(), at: .now)
        wanted += share.over().map { AgentCondition(.overShare, agent: $0, since: now) }
        let change = Self.change(from: told, to: wanted, agents)
        guard !change.begun.isEmpty || !change.ended.isEmpty else { return }
        if try await store.tell(begun: change.begun, ended: change.ended, now: now) { await news.announce() }
    }

    private func keep() async throws(StoreFailure) {
        let changes = share.changes(time: WallClock.now)
        guard !changes.isEmpty else { return }
        do throws(StoreFailure) { try await store.keep(changes) } catch {
            share.notWritten(changes)
            throw error
        }
    }

    private static func change(
        from told: [AgentCondition], to wanted: [AgentCondition], _ agents: [WatchedAgent]
    ) -> (begun: [AgentCondition], ended: [AgentCondition]) {
        let (known, current) = (Set(told.map(\.name)), Set(wanted.map(\.name)))
        // A silence that was told ends with a heartbeat, not because the collector began anew.
        let unheard = Set(
            agents.compactMap { agent in
                agent.isRevoked ? nil : agent.heartbeat.map { AgentCondition(.silent, agent: agent.agent, since: $0) }
            }.map(\.spell))
        return (
            wanted.filter { !known.contains($0.name) },
            told.filter { !current.contains($0.name) && !($0.kind == .silent && unheard.contains($0.spell)) }
        )
    }
}
