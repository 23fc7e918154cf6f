internal import BehaviourModel
internal import Hummingbird
internal import Logging

/// `POST /api/v1/heartbeat`: that an agent lives, how it fares, and where its chain ends.
struct HeartbeatRoute: Sendable {
    let registry: any AgentRegistry
    let reader: BodyReader
    let counters: CollectorCounters

    func add(to router: some RouterMethods<CollectorContext>) {
        router.post("heartbeat") { request, context in
            guard let peer = context.peer else { throw Problem.signInFirst }
            let bytes = try await reader.read(request, context)
            let key = try await registry.chainKey(of: peer.agent)
            let heartbeat = try HeartbeatReader.read(
                bytes, agent: peer.agent, chainKey: key, received: WallClock.now)
            let status: HeadStatus
            do throws(StoreFailure) { status = try await registry.record(heartbeat) } catch {
                counters.noteWrite(failed: true)
                throw error
            }
            counters.noteWrite(failed: false)
            counters.heartbeats.add()
            if status == .wrong {
                context.logger.warning("agent \(peer.agent): the head that it signs is not what is stored")
            }
            return Response.json(["head": .string(status.rawValue)])
        }
    }
}
