internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

/// One harmless act from end to end: the canary, the act, and the alert as a user waits for it.
struct DetectionTest {
    let call: AgentCall
    let kind: TestArguments.Kind

    /// For the alert to be stored; a canary lives for a minute.
    static let usualLimit: Duration = .seconds(10)
    static let longestLimit: Duration = .seconds(45)
    /// For all that is not the wait for the alert.
    private static let rest: Duration = .seconds(40)
    /// In mode observe nothing is stored: so long the act may take to be seen at least.
    private static let observedLimit: Duration = .seconds(3)

    /// Performs it all; the answer is printed already.
    func run() throws(CommandFailure) {
        guard OwnProcess.isRoot else {
            throw CommandFailure(.forbidden, "test detection needs root: it makes a control group of its own")
        }
        let limit = call.timeout ?? Self.usualLimit
        guard limit <= Self.longestLimit else {
            throw CommandFailure(.usage, "--timeout: at most 45s, for a canary lives for a minute")
        }
        var connection = try CanaryConnection(call.socket, limit: limit + Self.rest)
        let plan = try connection.plan(kind)
        let canary = try CanaryProgram.start(kind, plan)
        do throws(CommandFailure) {
            try perform(plan, canary, &connection, limit)
        } catch {
            end(canary)
            throw error
        }
        end(canary)
    }

    private func perform(
        _ plan: CanaryPlan, _ canary: CanaryProgram, _ connection: inout CanaryConnection, _ limit: Duration
    ) throws(CommandFailure) {
        var answer = TestAnswer(
            kind: kind.rawValue, state: .missed, tripwire: plan.tripwire, container: "", cgroup: canary.cgroup,
            steps: [], words: "")
        try note(.canary, KernelClock.wallNanoseconds, "\(canary.cgroup), process \(canary.pid)", in: &answer)
        let watched = try connection.watch(canary, kind)
        answer.container = watched.container
        try note(.watched, KernelClock.wallNanoseconds, watched.words, in: &answer)
        let began = try canary.act()
        try note(.act, Int64(clamping: began) &+ KernelClock.wallMinusBoot, plan.words, in: &answer)
        do throws(CommandFailure) {
            try waitForAlert(plan, limit, &answer)
        } catch {
            guard error.status == .timedOut else { throw error }
            answer.words = try connection.finish().words
            try note(.missed, KernelClock.wallNanoseconds, answer.words, in: &answer)
            if call.isJSON { try call.console.print(answer.json) }
            throw CommandFailure(.timedOut, "no alert of tripwire \(plan.tripwire) was stored in time: \(answer.words)")
        }
        if call.isJSON { return try call.console.print(answer.json) }
        try call.console.print("\(answer.words) See it: yagura explain \(answer.alert ?? "")")
    }

    /// Waits for the stored alert by the means a user has: `wait` and `explain`.
    private func waitForAlert(
        _ plan: CanaryPlan, _ limit: Duration, _ answer: inout TestAnswer
    ) throws(CommandFailure) {
        let limit = plan.mode == .known(.observe) ? min(limit, Self.observedLimit) : limit
        let wait = WaitArguments(
            condition: .alert, container: answer.container, tripwire: plan.tripwire, timeout: limit)
        var id: String?
        try Conversation(limit: limit + .seconds(2)).ask(.wait(wait), at: call.socket) { item throws(CommandFailure) in
            id = try WaitAnswer(item: item).alert
        }
        let stored = KernelClock.wallNanoseconds
        guard let id else { throw CommandFailure(.failed, "the agent named no alert") }
        var found: JSONValue = .null
        try Conversation(limit: AgentCall.usualLimit).ask(.explain(ExplainArguments(id: id)), at: call.socket) {
            item throws(CommandFailure) in found = try ExplainAnswer(item: item).alert
        }
        let alert = try alert(found)
        answer.alert = id
        answer.sensor = alert.sensor
        answer.state = .known(.seen)
        try note(.seen, moment(alert, alert.latency?.seen), "sensor \(alert.sensor ?? "unknown")", in: &answer)
        try note(.decided, moment(alert, alert.latency?.decided), "tripwire \(plan.tripwire)", in: &answer)
        try note(.stored, stored, "alert \(id), line \(alert.sequence)", in: &answer)
        answer.words =
            "Seen from end to end in \(Figures.duration(answer.latencyNanoseconds(of: .stored) ?? 0))."
    }

    private func alert(_ json: JSONValue) throws(CommandFailure) -> Alert {
        do throws(AlertError) {
            return try Alert(json)
        } catch {
            throw CommandFailure(.failed, "the stored alert is not understood: \(error); are both of one version?")
        }
    }

    private func moment(_ alert: Alert, _ latency: UInt64?) -> Int64 {
        alert.unixNanoseconds &+ Int64(clamping: latency ?? 0)
    }

    private func note(
        _ name: TestStep.Name, _ moment: Int64, _ words: String, in answer: inout TestAnswer
    ) throws(CommandFailure) {
        answer.steps.append(TestStep(name, unixNanoseconds: moment, words: words))
        guard !call.isJSON else { return }
        let after = answer.latencyNanoseconds(of: name).map { name == .act ? "" : "+\(Figures.duration($0))" } ?? ""
        let time = TimeText.format(unixNanoseconds: moment).dropFirst(11).prefix(12)
        try call.console.print(
            "\(Self.padded(name.text, 8)) \(time) \(Self.padded(after, 8)) \(words)")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private func end(_ canary: CanaryProgram) {
        guard !canary.end() else { return }
        call.console.complain("warning: \(canary.cgroup) is still there; remove it with rmdir\n")
    }
}
