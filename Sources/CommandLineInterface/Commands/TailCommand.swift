internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct TailCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Print alerts as they are stored, until Ctrl-C.",
        discussion: """
            Examples:
              yagura tail
              yagura tail --workload host/web --json | jq -r .id
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: WorkloadHelp.only) var workload: String?
    @Option(help: "Only this tripwire.") var tripwire: String?

    func perform(_ call: AgentCall) throws(CommandFailure) {
        let filter = AlertFilter(workload: workload, tripwire: tripwire)
        var isFirst = true
        try call.follow(.tail(filter), limit: call.timeout) { item throws(CommandFailure) in
            var row = Table(AlertTable.streamColumns)
            row.add(AlertTable.streamCells(try StoredAlert(item: item).alert))
            try call.console.print(row, hasTitles: isFirst)
            isFirst = false
        }
    }
}
