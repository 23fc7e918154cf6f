internal import AgentStore
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

extension ControlDesk {
    /// Waits for a state; says on the way how far it is. What is true already ends at once.
    func wait(_ arguments: WaitArguments, _ client: ControlClient) throws(ControlProblem) {
        let start = KernelClock.bootNanoseconds
        let limit = arguments.timeout
        guard let queue = try? AlertSubscribers.Queue() else { throw ControlProblem(.failed, "out of descriptors") }
        let id = store.subscribers.subscribe(queue)
        defer { store.subscribers.cancel(id) }
        var lastWords = ""
        var undelivered: [DeliveryState.Undelivered] = []
        if arguments.condition == .delivered { undelivered = try delivery().undelivered }
        while !client.hasHungUp() {
            if client.isStopping { throw ControlProblem(.unreachable, "the agent stops") }
            let elapsed = Duration.nanoseconds(Int64(clamping: KernelClock.bootNanoseconds &- start))
            let look = try look(arguments, undelivered)
            if var answer = look.answer {
                answer.waitedNanoseconds = Int64(clamping: KernelClock.bootNanoseconds &- start)
                client.item(answer.json)
                return
            }
            guard elapsed < limit else {
                throw ControlProblem(
                    .timedOut, "\(arguments.condition.rawValue) did not come in time: \(look.progress.words)")
            }
            if look.progress.words != lastWords {
                client.progress(look.progress.json)
                lastWords = look.progress.words
            }
            // A stored alert ends the pause at once.
            _ = queue.take(within: min(limit - elapsed, .milliseconds(250)))
        }
    }

    private struct Look {
        var answer: WaitAnswer?
        var progress: WaitProgress
    }

    private func look(
        _ arguments: WaitArguments, _ undelivered: [DeliveryState.Undelivered]
    ) throws(ControlProblem) -> Look {
        switch arguments.condition {
        case .ready: try lookReady()
        case .learned, .complete: try lookLearned(arguments)
        case .alert: try lookAlert(arguments)
        case .frozen: try lookFrozen(arguments)
        case .delivered: try lookDelivered(undelivered)
        }
    }

    private func delivery() throws(ControlProblem) -> DeliveryState {
        try readStore { (reader) throws(StoreError) in try reader.delivery() }
    }

    /// What was stored when the wait began; later lines are not waited for.
    private func lookDelivered(_ goal: [DeliveryState.Undelivered]) throws(ControlProblem) -> Look {
        let state = try delivery()
        let isMissing = goal.contains { goal in
            state.undelivered.contains { $0.epoch == goal.epoch && $0.acknowledged < goal.sequence }
        }
        let relays = store.news.listeners.now
        let words =
            "\(state.waiting) lines wait, "
            + (relays == 0 ? "and no relay is connected" : "and \(relays == 1 ? "a relay is" : "relays are") connected")
        let answer = WaitAnswer(
            condition: .delivered, waitedNanoseconds: 0, words: "the collector has all that was stored")
        return Look(answer: isMissing ? nil : answer, progress: WaitProgress(state: "waiting", words: words))
    }

    private func lookReady() throws(ControlProblem) -> Look {
        let facts = sensors.facts.withLock(\.self)
        let words = facts.isReading ? "the sensors read" : "the sensors start"
        let answer = facts.isReading ? WaitAnswer(condition: .ready, waitedNanoseconds: 0, words: words) : nil
        return Look(answer: answer, progress: WaitProgress(state: "starting", words: words))
    }

    private func lookLearned(_ arguments: WaitArguments) throws(ControlProblem) -> Look {
        let all = try ask { $0.core.detector.snapshot }
        let chosen = all.filter {
            arguments.workload == nil || $0.identity.description == arguments.workload
                || $0.identity.name == arguments.workload
        }
        let isComplete = arguments.condition == .complete
        if let problem = try hopeless(chosen, isComplete: isComplete) { throw problem }
        let waiting = chosen.filter { isComplete ? $0.state != .complete : !$0.isLearned }
        if let first = waiting.first {
            return Look(
                progress: WaitProgress(state: first.state.rawValue, workload: first.identity, words: first.words))
        }
        guard let last = chosen.last else {
            return Look(progress: WaitProgress(state: "unknown", words: "no such workload has been seen yet"))
        }
        let answer = WaitAnswer(
            condition: arguments.condition, workload: arguments.workload == nil ? nil : last.identity,
            waitedNanoseconds: 0, words: last.words)
        return Look(answer: answer, progress: WaitProgress(state: last.state.rawValue, words: last.words))
    }

    private func lookAlert(_ arguments: WaitArguments) throws(ControlProblem) -> Look {
        var query = AlertQuery()
        query.tripwire = arguments.tripwire
        query.isNewest = true
        query.limit = 50
        if let text = arguments.workload { query.workload = (try? alertWorkload(text)) }
        let found = try readStore { [query] (reader) throws(StoreError) in try reader.alerts(query) }
        let nothing = WaitProgress(state: "waiting", words: "no such alert is stored yet")
        if arguments.workload != nil && query.workload == nil { return Look(progress: nothing) }
        for stored in found.reversed() {
            guard let alert = try? stored.alert(), alert.kind != .response, alert.kind != .health, alert.kind != .loss,
                fits(alert, arguments.container)
            else { continue }
            let answer = WaitAnswer(
                condition: .alert, workload: alert.workload.map { WorkloadIdentity(scope: $0.scope, name: $0.name) },
                container: alert.container?.id, alert: alert.id, waitedNanoseconds: 0,
                words: "\(alert.kind.text) of severity \(alert.severity.text)")
            return Look(answer: answer, progress: nothing)
        }
        return Look(progress: nothing)
    }

    private func fits(_ alert: Alert, _ container: String?) -> Bool {
        guard let container else { return true }
        return alert.container?.id.hasPrefix(container) == true || alert.container?.name == container
    }

    private func lookFrozen(_ arguments: WaitArguments) throws(ControlProblem) -> Look {
        for lease in responder.list where lease.isConfirmed {
            let target = lease.target
            guard arguments.container.map({ target.containerID.hasPrefix($0) || target.containerName == $0 }) ?? true,
                arguments.workload.map({ target.workload.description == $0 || target.workload.name == $0 }) ?? true
            else { continue }
            let answer = WaitAnswer(
                condition: .frozen, workload: target.workload, container: target.containerID, alert: lease.alertID,
                waitedNanoseconds: 0, words: "frozen by lease \(lease.leaseID): \(lease.reason)")
            return Look(answer: answer, progress: WaitProgress(state: "frozen", words: ""))
        }
        return Look(progress: WaitProgress(state: "running", words: "no lease of ours has frozen it yet"))
    }
}
