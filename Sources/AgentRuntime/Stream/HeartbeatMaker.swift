internal import AgentStore
internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// Makes heartbeats: what the agent knows of itself, signed where there is a key.
final class HeartbeatMaker: Sendable {
    private struct Figures: Sendable {
        var containers: Int64 = 0
        var workloads: Int64 = 0
        var events: Int64 = 0
        var lost: Int64 = 0
        var heldBack: Int64 = 0
    }

    private let control: ControlDesk
    private let key: ChainKeyFile
    /// Of the last heartbeat for which the pipeline answered.
    private let last = Mutex(Figures())

    init(control: ControlDesk) {
        self.control = control
        key = control.facts.chainKey
    }

    /// A heartbeat of this moment. A pipeline that does not answer is told by the health, with the figures of before.
    func make() -> JSONObject {
        let answered = figures()
        if let answered { last.withLock { $0 = answered } }
        let figures = last.withLock(\.self)
        let sensors = control.sensors.facts.withLock(\.self)
        let end = control.store.news.end
        let acknowledged = try? control.readStore { (reader) throws(StoreError) in try reader.delivery().acknowledged }
        let heartbeat = Heartbeat(
            agent: control.facts.agent, epoch: end.epoch.isEmpty ? control.facts.epoch : end.epoch,
            time: KernelClock.wallNanoseconds, bootNanoseconds: KernelClock.bootNanoseconds,
            bootID: control.facts.bootID, version: ProgramVersion.text,
            health: answered == nil || sensors.failure != nil
                ? .failed : control.problems(sensors).isEmpty ? .ok : .degraded,
            sensors: sensors.sensors.map { .init(name: $0.name, state: $0.state.text, detail: $0.detail) },
            containers: figures.containers, workloads: figures.workloads, events: figures.events, lost: figures.lost,
            heldBack: figures.heldBack, head: end.head,
            acknowledged: acknowledged.flatMap { $0.epoch == end.epoch ? $0.sequence : nil } ?? 0)
        guard case .success(let key?) = key.read() else { return heartbeat.object }
        return key.sign(heartbeat.object)
    }

    private func figures() -> Figures? {
        control.pipeline.ask { state in
            let totals = state.core.detector.totals
            return Figures(
                containers: Int64(state.core.view.liveContainers.count), workloads: Int64(totals.workloads),
                events: Int64(clamping: state.counts.observations),
                lost: Int64(clamping: state.counts.losses.values.reduce(0, &+)),
                heldBack: Int64(clamping: totals.heldBack))
        }
    }
}
