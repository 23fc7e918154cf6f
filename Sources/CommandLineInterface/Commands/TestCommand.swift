internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Try out whether the agent sees.",
        subcommands: [Detection.self])

    struct Detection: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do a harmless marked act, and show how it was seen from end to end. Needs root.",
            discussion: """
                Ends with 1 when an act was missed.

                Examples:
                  sudo yagura test detection
                  sudo yagura test detection --kind exec
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "Which act. Default: every one that the host allows.") var kind: String?

        func perform(_ call: AgentCall) throws(CommandFailure) {
            try call.list(.test(TestArguments(kind: kind))) { (answers: [TestAnswer]) throws(CommandFailure) in
                var table = Table([
                    .text("KIND"), .text("STATE"), .text("SENSOR"), .number("AFTER"), .flexible("ACT"),
                    .flexible("FOUND"),
                ])
                for answer in answers {
                    table.add([
                        answer.kind, answer.state.text, answer.sensor ?? "-",
                        answer.latencyNanoseconds.map { Figures.duration($0) } ?? "-", answer.act, answer.words,
                    ])
                }
                try call.console.print(table)
            }
        }
    }
}
