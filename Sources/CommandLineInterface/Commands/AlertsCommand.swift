internal import ArgumentParser
internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List alerts, or close an incident.",
        discussion: """
            Examples:
              yagura alerts --since 1h
              yagura alerts --workload host/web --json
              yagura alerts --held
              sudo yagura alerts close ID --as expected --comment "the new backup job"
            """,
        subcommands: [List.self, Close.self], defaultSubcommand: List.self)

    struct List: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "List alerts, the oldest first.",
            discussion: """
                Examples:
                  yagura alerts --since 1h
                  yagura alerts --since 2026-03-01T09:30:00Z --tripwire upper-exec
                  yagura alerts --held
                """)

        @OptionGroup var common: CommonOptions
        @Option(
            help: ArgumentHelp("Only alerts of this moment or later: RFC 3339, or how long ago.", valueName: "time"),
            transform: { try MomentArgument(parsing: $0) })
        var since: MomentArgument?
        @Option(help: WorkloadHelp.only) var workload: String?
        @Option(help: "Only this tripwire.") var tripwire: String?
        @Flag(help: "What the budget held back, instead of what was delivered.") var held = false

        func perform(_ call: AgentCall) throws(CommandFailure) {
            let filter = AlertFilter(
                sinceUnixNanoseconds: since?.unixNanoseconds, workload: workload, isHeld: held, tripwire: tripwire)
            if held {
                try call.list(.alerts(filter)) { (held: [HeldBackAnswer]) throws(CommandFailure) in
                    try call.console.print(AlertTable.held(held))
                }
            } else {
                try call.list(.alerts(filter)) { (alerts: [StoredAlert]) throws(CommandFailure) in
                    var table = Table(AlertTable.columns)
                    for alert in alerts { table.add(AlertTable.cells(alert.alert)) }
                    try call.console.print(table)
                }
            }
        }
    }

    struct Close: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close an alert's incident, and say what it was. Needs root.",
            discussion: """
                attack    its items go on a list that is never learned
                expected  its items become known
                noise     its items start again at nothing

                Examples:
                  sudo yagura alerts close 0198c0de --as attack
                  sudo yagura alerts close 0198c0de --as expected --comment "the new backup job"
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "The alert's id.") var id: String
        @Option(name: .customLong("as"), help: ArgumentHelp("What it was.", valueName: "verdict"))
        var closing: ControlMutation.Closing
        @Option(help: ArgumentHelp("Why, for those who read it later.", valueName: "text")) var comment: String?

        func perform(_ call: AgentCall) throws(CommandFailure) {
            let request = ControlRequest.close(CloseArguments(id: id, as: closing, comment: comment))
            try call.list(request) { (answers: [CloseAnswer]) throws(CommandFailure) in
                for answer in answers {
                    try call.console.print("incident \(answer.incident) closed as \(answer.closing). \(answer.words)")
                }
            }
        }
    }
}

extension ControlMutation.Closing: ExpressibleByArgument {}

/// A moment as given: RFC 3339, or a duration before now.
struct MomentArgument {
    let unixNanoseconds: Int64

    init(parsing text: String) throws {
        if let ago = try? DurationText.nanoseconds(text) {
            unixNanoseconds = KernelClock.wallNanoseconds.subtractingReportingOverflow(ago).partialValue
        } else if let moment = try? TimeText.parse(text) {
            unixNanoseconds = moment
        } else {
            throw ValidationError("expected a time such as 2026-03-01T09:30:00Z, or how long ago, such as 1h")
        }
    }
}
