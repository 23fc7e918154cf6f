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
                Makes a canary: a control group with one process in it, whose files are in memory and whose network has no \
                other end. The agent watches it like a container. The canary does one act that a tripwire must see, and the \
                command waits for the stored alert, as a user would. Then everything is removed, also after Ctrl-C.

                exec     a program made after the start is executed below a process that listens
                socket   the socket of a container runtime is connected to; needs the audit sensor
                file     the path of such a socket is opened as a file; needs the audit sensor, alone on the host
                outside  a program is executed outside the cgroup of its container

                The alert is of workload yagura/canary and of severity low. It is stored and delivered like any other, and \
                never leads to a response, is never learned, and uses up no budget.

                Ends with 8 when the alert does not come in time (--timeout, else 10s; at most 45s), and says how far the act \
                came; with 7 when this host or this configuration cannot show the act, and says why.

                Examples:
                  sudo yagura test detection
                  sudo yagura test detection --kind socket
                  sudo yagura test detection --kind outside --json
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "Which act.") var kind: TestArguments.Kind = .exec

        func perform(_ call: AgentCall) throws(CommandFailure) { try DetectionTest(call: call, kind: kind).run() }
    }
}

extension TestArguments.Kind: ExpressibleByArgument {}
