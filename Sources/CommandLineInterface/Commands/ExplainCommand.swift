internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct ExplainCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in words what an alert means, and why it was raised.",
        discussion: """
            Examples:
              yagura explain 0198c0de
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The alert's id, as alerts and tail show it.") var id: String

    func perform(_ call: AgentCall) throws(CommandFailure) {
        try call.list(.explain(ExplainArguments(id: id))) { (answers: [ExplainAnswer]) throws(CommandFailure) in
            for answer in answers {
                for line in answer.lines { try call.console.print(line) }
            }
        }
    }
}
