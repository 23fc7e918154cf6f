internal import BehaviourModel
internal import WireProtocol

/// The conversation that holds a canary: the agent watches it for as long as this lives.
struct CanaryConnection: ~Copyable {
    private var connection: ControlConnection

    init(_ path: String, limit: Duration) throws(CommandFailure) {
        connection = try ControlConnection.open(
            path: path, deadline: ContinuousClock.now.advanced(by: limit), waitsForAgent: false, interrupt: nil)
    }

    /// What the act has to be.
    mutating func plan(_ kind: TestArguments.Kind) throws(CommandFailure) -> CanaryPlan {
        try connection.send(ControlRequest.test(TestArguments(kind: kind)).message)
        let plan = try CanaryPlan(item: item())
        try end()
        return plan
    }

    /// Has the canary watched from now on.
    mutating func watch(
        _ canary: CanaryProgram, _ kind: TestArguments.Kind
    ) throws(CommandFailure) -> CanaryReport {
        try connection.send(
            ControlRequest.test(TestArguments(kind: kind, cgroup: canary.cgroup, pid: canary.pid)).message)
        return try CanaryReport(item: item())
    }

    /// Ends the watch; how far the act came.
    mutating func finish() throws(CommandFailure) -> CanaryReport {
        connection.finish()
        return try CanaryReport(item: item())
    }

    private mutating func item() throws(CommandFailure) -> JSONValue {
        switch try Conversation.answer(connection.nextLine()) {
        case .item(let item): return item
        case .progress: return try item()
        case .end(.done, _): throw CommandFailure(.failed, "the agent ended its answer too early")
        case .end(let status, let message): throw CommandFailure(status, answered: message)
        }
    }

    private mutating func end() throws(CommandFailure) {
        switch try Conversation.answer(connection.nextLine()) {
        case .end(.done, _): return
        case .end(let status, let message): throw CommandFailure(status, answered: message)
        case .item, .progress: throw CommandFailure(.failed, "the agent's answer is longer than expected")
        }
    }
}
