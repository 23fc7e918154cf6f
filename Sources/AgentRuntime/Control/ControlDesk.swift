internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import WireProtocol

/// Answers requests: reads from snapshots of the pipeline and from the store, and hands changes to their owners.
final class ControlDesk: Sendable {
    let pipeline: PipelineService
    let sensors: SensorService
    let responder: ResponderService
    let store: StoreService
    let facts: AgentFacts

    init(
        pipeline: PipelineService, sensors: SensorService, responder: ResponderService, store: StoreService,
        facts: AgentFacts
    ) {
        self.pipeline = pipeline
        self.sensors = sensors
        self.responder = responder
        self.store = store
        self.facts = facts
    }

    func answer(_ request: ControlRequest, to client: ControlClient) {
        do throws(ControlProblem) {
            switch request {
            case .status: try status(client)
            case .doctor: try doctor(client)
            case .containers: try containers(client)
            case .workloads: try workloads(client)
            case .wait(let arguments): try wait(arguments, client)
            case .alerts(let filter): try alerts(filter, client)
            case .close(let arguments): try close(arguments, client)
            case .tail(let filter): try tail(filter, client)
            case .explain(let arguments): try explain(arguments, client)
            case .learning(let arguments): try learning(arguments, client)
            case .respond(let arguments): try respond(arguments, client)
            case .record(let arguments): try record(arguments, client)
            case .test(let arguments): try test(arguments, client)
            case .baseline:
                throw ControlProblem(.impossible, "this version cannot show, export or edit baselines yet")
            }
            client.end(.done)
        } catch {
            client.end(error.status, error.message)
        }
    }

    /// What the pipeline gives between two batches.
    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (inout PipelineState) -> Value
    ) throws(ControlProblem) -> Value {
        guard let value = pipeline.ask(body) else {
            throw ControlProblem(.timedOut, "the pipeline did not answer within 5 s; see the agent's log")
        }
        return value
    }

    /// The workload a name means: `scope/name`, or the name where one workload alone has it.
    func workload(_ text: String) throws(ControlProblem) -> WorkloadIdentity {
        let all = try ask { $0.core.detector.snapshot.map(\.identity) }
        let fits = all.filter { $0.description == text || $0.name == text }
        guard let first = fits.first else {
            throw ControlProblem(.notFound, "no workload \(text); see yagura workloads")
        }
        guard fits.count == 1 else {
            throw ControlProblem(.usage, "\(text) is ambiguous: \(fits.map(\.description).joined(separator: ", "))")
        }
        return first
    }

    /// The running container of an id, the beginning of one, a name, or a workload (scope/name) that has one alone.
    func container(_ text: String) throws(ControlProblem) -> ContainerDescription {
        let all = try ask { $0.core.view.liveContainers.map(\.description) }
        if let exact = all.first(where: { $0.id == text }) { return exact }
        let fits = all.filter { $0.name == text || $0.id.hasPrefix(text) || $0.workload.description == text }
        guard let first = fits.first else {
            throw ControlProblem(.notFound, "no running container \(text); see yagura containers")
        }
        guard fits.count == 1 else {
            throw ControlProblem(.usage, "\(text) is ambiguous: \(fits.map(\.id).joined(separator: ", "))")
        }
        return first
    }
}

/// Why a request ends without what was asked.
struct ControlProblem: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
