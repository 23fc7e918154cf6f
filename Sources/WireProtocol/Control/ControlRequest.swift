internal import BehaviourModel

/// What a client asks of the agent: one line of `control.sock`, answered by lines of `ControlAnswer`.
package enum ControlRequest: Hashable, Sendable {
    case status
    case doctor
    case containers
    case workloads
    case wait(WaitArguments)
    case alerts(AlertFilter)
    case close(CloseArguments)
    case tail(AlertFilter)
    case explain(ExplainArguments)
    case learning(LearningArguments)
    case respond(RespondArguments)
    case record(RecordArguments)
    case test(TestArguments)
    case baseline(BaselineArguments)

    /// The word of the request on the wire.
    package enum Name: String, Sendable, CaseIterable {
        case status, doctor, containers, workloads, wait, alerts, close, tail, explain, learning, respond, record, test
        case baseline
    }

    package var name: Name {
        switch self {
        case .status: .status
        case .doctor: .doctor
        case .containers: .containers
        case .workloads: .workloads
        case .wait: .wait
        case .alerts: .alerts
        case .close: .close
        case .tail: .tail
        case .explain: .explain
        case .learning: .learning
        case .respond: .respond
        case .record: .record
        case .test: .test
        case .baseline: .baseline
        }
    }

    /// What the request carries; nil for those that need nothing.
    var arguments: (any ControlArguments)? {
        switch self {
        case .status, .doctor, .containers, .workloads: nil
        case .wait(let arguments): arguments
        case .alerts(let arguments), .tail(let arguments): arguments
        case .close(let arguments): arguments
        case .explain(let arguments): arguments
        case .learning(let arguments): arguments
        case .respond(let arguments): arguments
        case .record(let arguments): arguments
        case .test(let arguments): arguments
        case .baseline(let arguments): arguments
        }
    }
}
