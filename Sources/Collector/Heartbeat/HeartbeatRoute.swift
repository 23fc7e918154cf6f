internal import BehaviourModel
internal import Hummingbird
internal import Logging

/// `POST /api/v1/heartbeat`: that an agent lives, how it fares, and where its chain ends.
struct HeartbeatRoute: Sendable {
    let registry: any AgentRegistry
    let reader: BodyReader
    let unstored: UnstoredHeartbeats
    let counters: CollectorCounters
    private let pace = HeartbeatPace()
    private let log = BoundedLog()

    init(
        registry: any AgentRegistry, reader: BodyReader, unstored: UnstoredHeartbeats, counters: CollectorCounters
    ) {
        self.registry = registry
        self.reader = reader
        self.unstored = unstored
        self.counters = counters
    }

    func add(to router: some RouterMethods<CollectorContext>) {
        router.post("heartbeat") { request, context in
            guard let peer = context.peer else { throw Problem.signInFirst }
            guard pace.admits(peer.agent) else {
                counters.limited.add()
                throw Problem(
                    .tooManyRequests, "rate", "Too much at once",
                    detail: "Agent \(peer.agent) sends more heartbeats than it may.",
                    retryAfter: Int(HeartbeatPace.seconds))
            }
            let bytes = try await reader.read(request, context)
            let key = try await registry.chainKey(of: peer.agent)
            let heartbeat = try HeartbeatReader.read(
                bytes, agent: peer.agent, chainKey: key, received: WallClock.now)
            let status: HeadStatus
            do throws(StoreFailure) { status = try await registry.record(heartbeat) } catch {
                counters.noteWrite(failed: true)
                // A signature of another key keeps no agent alive, stored or not.
                if heartbeat.signature != .wrong { unstored.note(peer.agent) }
                throw error
            }
            counters.noteWrite(failed: false)
            counters.heartbeats.add()
            if status == .wrong {
                log.warn(context.logger, "agent \(peer.agent): the head that it signs is not what is stored")
            }
            return Response.json(["head": .string(status.rawValue)])
        }
    }
}
