internal import BehaviourModel
internal import WireProtocol

/// One request and its answer, read line by line.
struct Conversation {
    /// How long the whole may take; nil as long as the agent goes on.
    var limit: Duration?
    /// Keeps trying to connect while the agent is not there yet.
    var waitsForAgent = false
    /// Ctrl-C asks the agent to finish; its last words are still printed.
    var endsOnInterrupt = false
    var onProgress: (JSONValue) -> Void = { _ in }

    /// Asks, gives each item to `onItem`, and returns when the agent's end says `done`; every other end is thrown.
    func ask(
        _ request: ControlRequest, at path: String, onItem: (JSONValue) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let deadline = limit.map { ContinuousClock.now.advanced(by: $0) }
        let interrupt = endsOnInterrupt ? try Interrupt() : nil
        var connection = try ControlConnection.open(
            path: path, deadline: deadline, waitsForAgent: waitsForAgent, interrupt: interrupt)
        try connection.send(request.message)
        while true {
            switch try Self.answer(connection.nextLine()) {
            case .item(let item): try onItem(item)
            case .progress(let progress): onProgress(progress)
            case .end(.done, _): return
            case .end(let status, let message): throw CommandFailure(status, answered: message)
            }
        }
    }

    static func answer(_ line: [UInt8]) throws(CommandFailure) -> ControlAnswer {
        do throws(ControlError) {
            return try ControlAnswer(line: line)
        } catch {
            throw CommandFailure(.failed, "the agent's answer is not understood: \(error); are both of one version?")
        }
    }
}

extension AnswerItem {
    /// Reads an item for printing.
    init(item: JSONValue) throws(CommandFailure) {
        do throws(FieldError) {
            try self.init(item)
        } catch {
            throw CommandFailure(
                .failed,
                "the agent's answer is not understood: \(error); are both of one version? --json prints it as it is")
        }
    }
}
