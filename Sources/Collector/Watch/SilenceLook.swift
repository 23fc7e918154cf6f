internal import Synchronization

/// For how long each agent's last heartbeat has been the last, while somebody watched: a collector that was away, stood still, or
/// whose time jumps calls nobody silent.
package struct SilenceLook {
    private struct Seen {
        let heartbeat: Int64
        var watched: Duration
    }

    private let silence: Duration
    private var seen: [String: Seen] = [:]
    private var last: SuspendingClock.Instant?

    package init(silence: Duration) { self.silence = silence }

    /// Agents whose heartbeat has not changed for the time; to be asked several times within it.
    ///
    /// - Parameter heard: agents of which a heartbeat came that could not be stored.
    package mutating func silent(
        _ agents: [WatchedAgent], heard: Set<String> = [], at now: SuspendingClock.Instant
    ) -> [AgentCondition] {
        // One step counts for half the time at most: what came while the collector stood still is stored only now.
        let step = last.map { min(max(now - $0, .zero), silence / 2) } ?? .zero
        last = now
        var next: [String: Seen] = [:]
        var silent: [AgentCondition] = []
        for agent in agents {
            guard let heartbeat = agent.heartbeat, !agent.isRevoked else { continue }
            var one = Seen(heartbeat: heartbeat, watched: .zero)
            if let before = seen[agent.agent], before.heartbeat == heartbeat, !heard.contains(agent.agent) {
                one.watched = before.watched + step
            }
            next[agent.agent] = one
            if one.watched >= silence {
                silent.append(AgentCondition(.silent, agent: agent.agent, since: heartbeat))
            }
        }
        seen = next
        return silent
    }
}

/// Agents of which a heartbeat came that could not be stored: they are not silent, the store is at fault.
package final class UnstoredHeartbeats: Sendable {
    private let agents = Mutex<Set<String>>([])

    func note(_ agent: AgentName) { agents.withLock { _ = $0.insert(agent.text) } }

    /// Those since it was asked last.
    func take() -> Set<String> {
        agents.withLock { agents in
            defer { agents = [] }
            return agents
        }
    }
}
