internal import BehaviourModel
internal import NIOCore
internal import Synchronization
internal import WireProtocol

/// The relay's time with one life of the agent: one connection asks, another hears.
struct AgentSession: Sendable {
    let path: String
    let group: any EventLoopGroup
    let courier: Courier
    let figures: RelayFigures
    let certificate: CertificateWatch
    let stop: StopSignal
    let heartbeats: AsyncStream<JSONObject>.Continuation
    private let troubles = Troubles()

    init(
        path: String, group: any EventLoopGroup, courier: Courier, figures: RelayFigures, certificate: CertificateWatch,
        stop: StopSignal, heartbeats: AsyncStream<JSONObject>.Continuation
    ) {
        self.path = path
        self.group = group
        self.courier = courier
        self.figures = figures
        self.certificate = certificate
        self.stop = stop
        self.heartbeats = heartbeats
    }

    /// Returns when the agent has gone, cannot be reached, or the relay stops.
    func run() async {
        let (news, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = stop.whenStopping { waker.finish() }
        defer { stop.forget(watch) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await carry(news) }
                tasks.addTask { try await hear(waker) }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
        } catch {
            if !stop.isStopping, let words = troubles.note("\(error)") { RelayLog.warning("agent: \(path): \(words)") }
        }
        figures.change { $0.isConnected = false }
    }

    private func carry(_ news: AsyncStream<Void>) async throws {
        try await AgentLink.with(path, on: group) { link in
            _ = note(try await link.heartbeat())
            if troubles.clear() { RelayLog.notice("agent: \(path): connected") }
            figures.change { $0.isConnected = true }
            try await courier.run(&link, news: news)
        }
    }

    private func hear(_ waker: AsyncStream<Void>.Continuation) async throws {
        // What waits for news must not wait when nobody brings them any more.
        defer { waker.finish() }
        try await AgentLink.with(path, on: group) { link in
            try await link.send(.subscribe)
            while true {
                switch try await link.next() {
                case .heartbeat(let heartbeat):
                    heartbeats.yield(heartbeat)
                    // Should a word of news be missed, this brings what it was about.
                    if let known = note(heartbeat), known.head.sequence > known.acknowledged { waker.yield() }
                case .news: waker.yield()
                case .end(let status, let message):
                    throw AgentRefusal(status: status, message: message ?? "no reason given")
                case .batch: throw StreamFault("the agent answers what was not asked")
                }
            }
        }
    }

    /// Keeps what a heartbeat says; nil when it is of a version that this relay does not know.
    private func note(_ heartbeat: JSONObject) -> Heartbeat? {
        guard let known = try? Heartbeat(.object(heartbeat)) else { return nil }
        figures.change {
            $0.heartbeat = known
            $0.heartbeatCame = RelayClock.unixSeconds
        }
        let own = certificate.identity.agent
        guard known.agent != own else { return known }
        if let words = troubles.note("the agent calls itself \(known.agent), the certificate is for \(own)") {
            RelayLog.error(
                "\(words): the collector will refuse its lines; issue a bundle for \(known.agent) and enroll it")
        }
        return known
    }
}

/// What was said last, so that it is not said again each time.
private final class Troubles: Sendable {
    private let last = Mutex<String?>(nil)

    /// The words, when they are new.
    func note(_ words: String) -> String? {
        last.withLock { last in
            if last == words { return nil }
            last = words
            return words
        }
    }

    /// Whether there was any.
    func clear() -> Bool {
        last.withLock { last in
            defer { last = nil }
            return last != nil
        }
    }
}
