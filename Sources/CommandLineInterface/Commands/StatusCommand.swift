internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct StatusCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the agent is and how it fares.",
        discussion: """
            Examples:
              yagura status
              yagura status --json
            """)

    @OptionGroup var common: CommonOptions

    func perform(_ call: AgentCall) throws(CommandFailure) {
        try call.list(.status) { (answers: [StatusAnswer]) throws(CommandFailure) in
            for answer in answers { try call.console.print(Self.table(answer), hasTitles: false) }
        }
    }

    private static func table(_ answer: StatusAnswer) -> Table {
        var table = Table([.text(""), .flexible("")])
        table.add(["agent", "\(answer.agent), version \(answer.version), pid \(answer.pid)"])
        table.add(["state", "\(answer.state.text) since \(Figures.time(answer.started))"])
        for problem in answer.problems { table.add(["problem", problem]) }
        let scale = answer.timeScale == 1 ? "" : "; time is compressed: 1 s counts as \(answer.timeScale) s"
        table.add(["mode", answer.mode.text + scale])
        for sensor in answer.sensors {
            let count = Figures.count(sensor.events, "observation")
            table.add(["sensor", "\(sensor.name) \(sensor.state.text), \(count); \(sensor.detail)"])
        }
        let partly = answer.partlyVisible ?? 0
        let visibility = partly == 0 ? "" : ", \(partly) partly visible (yagura doctor says why)"
        table.add(["containers", "\(answer.containers), \(answer.frozen) frozen\(visibility)"])
        table.add(["workloads", "\(answer.workloads)"])
        table.add(["events", "\(answer.events), \(answer.dropped) dropped"])
        for loss in answer.losses { table.add(["lost", "\(loss.source) \(loss.events)"]) }
        let alerts = answer.alerts
        table.add(["alerts", "\(alerts.stored) stored, \(alerts.raised) anomalies raised, \(alerts.held) held back"])
        if let undelivered = alerts.undelivered { table.add(["undelivered", "\(undelivered)"]) }
        if let stream = answer.stream { table.add(["stream", words(stream)]) }
        table.add(["memory", "\(Figures.size(answer.memoryBytes)), store \(Figures.size(answer.storeBytes))"])
        table.add(["configuration", Figures.short(answer.configuration)])
        return table
    }

    private static func words(_ stream: StreamStatus) -> String {
        let relays =
            stream.connected == 0 ? "no relay" : stream.connected == 1 ? "a relay" : "\(stream.connected) relays"
        let place = stream.acknowledged.map { "delivered up to \($0.sequence)" } ?? "nothing delivered yet"
        let refused = stream.refused == 0 ? "" : ", \(stream.refused) refused by the collector"
        return
            "\(relays) connected, \(place), \(stream.waiting) waiting\(refused)\(stream.isSigned ? "" : "; unsigned")"
    }
}
