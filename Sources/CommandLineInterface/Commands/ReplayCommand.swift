internal import AgentRuntime
internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct ReplayCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a capture through detection again, here, without an agent.",
        discussion: """
            Prints the alerts that detection raises. With the recorded configuration they equal those that were raised when \
            it was recorded, but for id, agent, epoch, sequence, previous and latency, and for the plan of a response. With \
            another one they show what would have been raised.

            Examples:
              yagura record --out /tmp/noon.capture --for 10m
              yagura replay /tmp/noon.capture
              yagura replay /tmp/noon.capture --config /etc/yagura/agent.yaml --json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The capture, as yagura record wrote it.") var file: String
    @Option(help: ArgumentHelp("Another configuration than the recorded one.", valueName: "path")) var config: String?

    func perform(_ call: AgentCall) throws(CommandFailure) {
        var configuration: AgentConfiguration?
        if let config {
            switch AgentConfiguration.load(path: config) {
            case .success(let loaded): configuration = loaded
            case .failure(let problems): throw CommandFailure(.usage, "\(problems)")
            }
        }
        var replay = Replay()
        var alerts: [Alert] = []
        do throws(ReplayProblem) {
            try replay.run(path: file, configuration: configuration) { alerts.append($0) }
        } catch {
            throw CommandFailure(.failed, error.description)
        }
        try print(alerts, call)
        let cut = replay.isTruncated ? "; the file ends within a line, what was whole was replayed" : ""
        call.console.complain(
            "\(alerts.count) alerts from \(replay.observations) observations in \(replay.batches) batches\(cut)\n")
    }

    private func print(_ alerts: [Alert], _ call: AgentCall) throws(CommandFailure) {
        guard !call.isJSON else {
            for alert in alerts { try call.console.print(alert.json) }
            return
        }
        var table = Table(AlertTable.columns)
        for alert in alerts { table.add(AlertTable.cells(alert)) }
        try call.console.print(table)
    }
}
