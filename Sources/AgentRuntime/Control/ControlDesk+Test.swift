internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import ResponsePlanning
internal import Sensing
internal import Synchronization
internal import WireProtocol

extension ControlDesk {
    /// Says what a harmless act has to be; or watches the canary that does it, until its asker has seen enough.
    func test(_ arguments: TestArguments, _ client: ControlClient) throws(ControlProblem) {
        let plan = try plan(arguments.kind)
        guard let cgroup = arguments.cgroup, let pid = arguments.pid else { return client.item(plan.json) }
        let start = try startCanary(CanaryRequest(cgroup: cgroup, initPid: pid, askerPid: client.pid))
        defer { sensors.mailbox.post(.endCanary(start.id)) }
        let audit = sensors.facts.withLock(\.all).first { $0.name == .audit }
        if arguments.kind == .file, start.watches == 0 {
            throw ControlProblem(
                .impossible,
                "file needs watches on sensitive paths, and got none: \(audit?.detail ?? "no audit sensor")")
        }
        client.item(
            CanaryReport(
                container: start.id, processes: 1, events: 0, touched: [],
                words: "watched\(start.watches > 0 ? ", \(start.watches) paths in it too" : "")"
            ).json)
        try watch(start, plan, client)
    }

    private func plan(_ kind: TestArguments.Kind) throws(ControlProblem) -> CanaryPlan {
        let known = sensors.facts.withLock(\.all)
        let (tripwires, mode) = try ask { state in
            (
                state.core.detector.settings.tripwires,
                state.planner.modes.workloads[.canary] ?? state.planner.modes.host
            )
        }
        return try CanaryPlan.make(
            kind, tripwires: tripwires, sensitivePaths: facts.sensitivePaths, sensors: known, mode: mode)
    }

    private func startCanary(_ request: CanaryRequest) throws(ControlProblem) -> CanaryStart {
        guard let reply = try? Reply<Result<CanaryStart, CanaryRefusal>>() else {
            throw ControlProblem(.failed, "out of descriptors")
        }
        sensors.mailbox.post(.startCanary(request, reply))
        switch reply.wait(within: .seconds(5)) {
        case .success(let start): return start
        case .failure(let refusal): throw ControlProblem(refusal)
        case nil: throw ControlProblem(.timedOut, "the sensors did not answer within 5 s; see yagura doctor")
        }
    }

    /// Until the asker wants no more, the canary has gone, or its minute is over.
    private func watch(_ start: CanaryStart, _ plan: CanaryPlan, _ client: ControlClient) throws(ControlProblem) {
        let end =
            KernelClock.bootNanoseconds
            &+ UInt64(clamping: DurationText.nanoseconds(in: CanaryRequest.lifetime))
        var last: CanaryReport?
        while !client.waitForHangUp(within: .milliseconds(200)), KernelClock.bootNanoseconds < end {
            if client.isStopping { throw ControlProblem(.unreachable, "the agent stops") }
            let report = try report(start.id, plan)
            // It was seen, and is there no more: its first process has ended.
            if report == nil, last != nil { break }
            last = report ?? last
        }
        let report = try report(start.id, plan) ?? last
        client.item(
            (report
                ?? CanaryReport(
                    container: start.id, processes: 0, events: 0, touched: [],
                    words: "the pipeline has not heard of it; see yagura doctor")).json)
    }

    private func report(_ id: String, _ plan: CanaryPlan) throws(ControlProblem) -> CanaryReport? {
        let known = sensors.facts.withLock(\.all)
        let stored = store.problem
        return try ask { state in
            guard let entry = state.core.view.liveContainers.first(where: { $0.description.id == id }) else {
                return nil
            }
            let processes = Int64(state.core.view.processCount(in: entry.key))
            let events = Int64(clamping: state.core.view.eventCount(of: entry.key))
            let touched = state.core.detector.canaryTouches(entry.key)
            var words = ["processes known: \(processes)", "acts seen: \(events)"]
            words.append("tripwires touched: \(touched.isEmpty ? "none" : touched.joined(separator: ", "))")
            if plan.mode == .known(.observe) { words.append("mode observe: nothing is stored or delivered") }
            if let stored { words.append("store: \(stored)") }
            words += known.filter { $0.name != .containers }.map { "\($0.name.name): \($0.detail)" }
            return CanaryReport(
                container: id, processes: processes, events: events, touched: touched,
                words: words.joined(separator: "; "))
        }
    }
}

extension ControlProblem {
    init(_ refusal: CanaryRefusal) {
        let status: ExitStatus =
            switch refusal.kind {
            case .unfit: .usage
            case .busy: .refused
            case .impossible: .impossible
            }
        self.init(status, EscapedText.string(refusal.description))
    }
}
