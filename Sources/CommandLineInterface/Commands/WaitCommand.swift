internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct WaitCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until something is so.",
        discussion: """
            ready      the agent works; also waits for it to start
            learned    every covered family is provisional or further: scored
            complete   every covered family is complete
            alert      an alert is stored
            frozen     a container is frozen
            delivered  the collector has acknowledged every stored alert

            Ends with 8 when the time is up, and learned and complete at once with 7 when the containers of a workload are \
            all older than audit, so that a family of it cannot be learned until they restart.

            Examples:
              yagura wait ready --timeout 30s
              yagura wait learned --workload host/web --timeout 10m
              yagura wait alert --tripwire upper-exec --timeout 1h
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "What to wait for.")
    var condition: WaitArguments.Condition
    @Option(help: WorkloadHelp.only) var workload: String?
    @Option(help: "Only this container: an id, the beginning of one, or a name.") var container: String?
    @Option(help: "Only this tripwire; with alert.") var tripwire: String?

    func validate() throws {
        if tripwire != nil, condition != .alert { throw ValidationError("--tripwire goes with alert only") }
    }

    func perform(_ call: AgentCall) throws(CommandFailure) {
        guard let timeout = call.timeout else {
            throw CommandFailure(.usage, "wait needs --timeout with a duration, such as --timeout 30s")
        }
        let arguments = WaitArguments(
            condition: condition, workload: workload, container: container, tripwire: tripwire, timeout: timeout)
        // The agent measures the time; ours is a little longer, for its last words to arrive.
        let limit = condition == .ready ? timeout : timeout + .seconds(2)
        try call.follow(
            .wait(arguments), limit: limit, waitsForAgent: condition == .ready, progress: Self.words
        ) { item throws(CommandFailure) in
            let answer = try WaitAnswer(item: item)
            try call.console.print("\(answer.words) (waited \(Figures.duration(answer.waitedNanoseconds)))")
        }
    }

    private static func words(_ progress: JSONValue) -> String? {
        guard let progress = try? WaitProgress(progress) else { return nil }
        var text = progress.workload.map { "\($0): " } ?? ""
        text += progress.state
        if let unseen = progress.unseenPpm { text += ", unseen at most \(Figures.ppm(unseen))" }
        if let expected = progress.expected { text += ", expected \(Figures.time(expected))" }
        return progress.words.isEmpty ? text : "\(text); \(progress.words)"
    }
}

extension WaitArguments.Condition: ExpressibleByArgument {}
