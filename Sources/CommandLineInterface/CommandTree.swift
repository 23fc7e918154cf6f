internal import ArgumentParser
internal import WireProtocol

/// `yagura` and all below it.
struct CommandTree: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura",
        abstract: "Ask and direct the agent that watches this host's containers.",
        discussion: """
            Data goes to standard output, messages to standard error.

            Exit status: 0 done (an empty list too), 1 failed, 2 usage or configuration, 3 the agent is unreachable, 4 not \
            found or gone, 5 refused by a limit, 6 permission or signature, 7 not possible on this host, 8 timed out, \
            9 doctor found problems.

            Examples:
              yagura doctor
              yagura containers
              yagura wait learned --workload host/web --timeout 10m
              yagura alerts --since 1h
              yagura explain ID
            """,
        version: ProgramVersion.text,
        subcommands: [
            StatusCommand.self, DoctorCommand.self, ContainersCommand.self, WorkloadsCommand.self, WaitCommand.self,
            AlertsCommand.self, TailCommand.self, ExplainCommand.self, LearningCommand.self, RespondCommand.self,
            RecordCommand.self, ReplayCommand.self, TestCommand.self,
        ])

    @OptionGroup var common: CommonOptions
}
