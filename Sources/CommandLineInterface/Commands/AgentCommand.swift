internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

/// A command that talks to the agent.
protocol AgentCommand: ParsableCommand {
    var common: CommonOptions { get }
    func perform(_ call: AgentCall) throws(CommandFailure)
}

/// What a command needs to talk to the agent and to print.
struct AgentCall {
    let console: any Console
    let socket: String
    let isJSON: Bool
    let timeout: Duration?

    /// Answers that need no waiting come in milliseconds; an agent that has not answered by then is stuck.
    static let usualLimit = Duration.seconds(30)

    /// Asks for what is there: prints the items as they are with `--json`, else gives all of them to `print` at the end.
    ///
    /// What came before a bad end is printed too: the findings of `doctor`, or a list that broke off, with the error after it.
    func list<Item: AnswerItem>(
        _ request: ControlRequest, _ print: ([Item]) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        var items: [Item] = []
        var failure: CommandFailure?
        do throws(CommandFailure) {
            try Conversation(limit: timeout ?? Self.usualLimit).ask(request, at: socket) {
                item throws(CommandFailure) in
                if isJSON { try console.print(item) } else { items.append(try Item(item: item)) }
            }
        } catch {
            failure = error
        }
        if !isJSON { try print(items) }
        if let failure { throw failure }
    }

    /// Asks for a stream or long work: prints each item as it comes.
    func follow(
        _ request: ControlRequest, limit: Duration?, waitsForAgent: Bool = false, endsOnInterrupt: Bool = false,
        progress: @escaping (JSONValue) -> String? = { _ in nil },
        _ print: (JSONValue) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let line = ProgressLine(console)
        defer { line.clear() }
        var conversation = Conversation(
            limit: limit, waitsForAgent: waitsForAgent, endsOnInterrupt: endsOnInterrupt)
        conversation.onProgress = { json in
            if let text = progress(json) { line.show(text) }
        }
        try conversation.ask(request, at: socket) { item throws(CommandFailure) in
            line.clear()
            if isJSON { try console.print(item) } else { try print(item) }
        }
    }
}
