internal import AgentStore
internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import ResponsePlanning
internal import Synchronization
internal import WireProtocol

extension ControlDesk {
    func status(_ client: ControlClient) throws(ControlProblem) {
        let snapshot = try ask { state in
            (
                counts: state.counts, workloads: state.core.detector.snapshot, partly: state.partlyVisible.count,
                containers: state.core.view.liveContainers.count, mode: state.planner.modes.host,
                offset: state.wallOffset
            )
        }
        let facts = sensors.facts.withLock(\.self)
        let problems = self.problems(facts)
        let totals = snapshot.workloads.reduce(into: AnomalyCounts()) { sum, workload in
            sum.raised &+= workload.counts.raised
            sum.heldBack &+= workload.counts.heldBack
        }
        let counters = (try? readStore { (reader) throws(StoreError) in try reader.counters() }) ?? StoreCounters()
        let newest = try? newestSequence()
        let stream = streamStatus(refused: counters.refused)
        let isDelivering = stream.acknowledged != nil || store.news.listeners.ever > 0
        let losses = snapshot.counts.losses.sorted { $0.key.name < $1.key.name }
        client.item(
            StatusAnswer(
                agent: self.facts.agent, version: ProgramVersion.text, state: problems.isEmpty ? .ready : .degraded,
                problems: problems, mode: snapshot.mode, timeScale: self.facts.timeScale, pid: OwnProcess.pid,
                bootID: self.facts.bootID, epoch: self.facts.epoch, started: self.facts.startedUnixNanoseconds,
                sensors: facts.sensors, containers: Int64(snapshot.containers), partlyVisible: Int64(snapshot.partly),
                workloads: Int64(snapshot.workloads.count),
                frozen: Int64(responder.list.count), events: Int64(clamping: snapshot.counts.observations),
                dropped: Int64(clamping: losses.reduce(0) { $0 &+ $1.value }),
                losses: losses.map { LossCount(source: $0.key.name, events: Int64(clamping: $0.value)) },
                alerts: AlertCounts(
                    stored: counters.delivered &+ counters.records, sequence: newest ?? 0,
                    raised: Int64(clamping: totals.raised), held: Int64(clamping: totals.heldBack),
                    undelivered: isDelivering ? stream.waiting : nil),
                stream: stream,
                memoryBytes: OwnProcess.residentBytes, storeBytes: self.facts.storeBytes(),
                configuration: self.facts.configuration.withLock(\.hash)
            ).json)
    }

    /// What an operator should know at once, one sentence each.
    func problems(_ facts: SensorFacts) -> [String] {
        var problems: [String] = []
        if let failure = facts.failure { problems.append("sensors stopped: \(failure)") }
        problems += facts.sensors.filter { $0.state == .failed }.map { "sensor \($0.name): \($0.detail)" }
        if let problem = responder.problem { problems.append("dead man's switch: \(problem)") }
        if let error = store.problem { problems.append("store: \(error)") }
        if case .failure(let problem) = self.facts.chainKey.read() {
            problems.append("heartbeats are unsigned: \(problem.words)")
        }
        if store.dropped > 0 { problems.append("\(store.dropped) alerts could not be stored and are lost") }
        return problems
    }

    private func streamStatus(refused: Int64) -> StreamStatus {
        let delivery = try? readStore { (reader) throws(StoreError) in try reader.delivery() }
        let isSigned = if case .success(.some) = facts.chainKey.read() { true } else { false }
        return StreamStatus(
            path: facts.streamSocket, user: facts.streamUser, connected: Int64(store.news.listeners.now),
            acknowledged: delivery?.acknowledged.map { StreamPosition(epoch: $0.epoch, sequence: $0.sequence) },
            waiting: delivery?.waiting ?? 0, refused: refused, isSigned: isSigned)
    }

    func containers(_ client: ControlClient) throws(ControlProblem) {
        let leases = responder.list
        let answers = try ask { state in
            state.core.view.liveContainers.map { entry in
                let container = entry.description
                let lease = leases.first { $0.target.containerID == container.id }
                let wall = Int64(clamping: container.startBootNanoseconds) &+ state.wallOffset
                let reason = state.visibilityReason(entry.key, container)
                return ContainerAnswer(
                    id: container.id, name: container.name, runtime: container.runtime, workload: container.workload,
                    image: container.image, digest: container.digest, state: lease == nil ? .running : .frozen,
                    mode: state.planner.modes.mode(for: container), pid: container.initPid,
                    cgroup: container.cgroup.path, started: wall, isPartlyVisible: reason != nil,
                    visibilityReason: reason,
                    processes: Int64(state.core.view.processCount(in: entry.key)),
                    events: Int64(clamping: state.core.view.eventCount(of: entry.key)),
                    lost: Int64(clamping: state.lossesByCgroup[container.cgroup.inode] ?? 0), lease: lease?.leaseID)
            }
        }
        answers.forEach { client.item($0.json) }
    }

    func workloads(_ client: ControlClient) throws(ControlProblem) {
        let answers = try ask { state in
            let containers = state.core.view.liveContainers.map(\.description)
            return state.core.detector.snapshot.map { workload in
                let own = containers.filter { $0.workload == workload.identity }
                return WorkloadAnswer(
                    workload: workload.identity, image: own.last?.image, containers: Int64(own.count),
                    mode: own.map { state.planner.modes.mode(for: $0) }.max() ?? state.planner.modes.host,
                    state: workload.state, isDrifting: workload.families.contains { $0.learning.isDrifting },
                    declaredBy: workload.families.lazy.compactMap { $0.learning.declaredBy }.first,
                    families: workload.families.map(\.answer), openIncidents: Int64(workload.openIncidents.count),
                    tokensMilli: workload.tokensMilli, words: workload.words)
            }
        }
        answers.forEach { client.item($0.json) }
    }

    func learning(_ arguments: LearningArguments, _ client: ControlClient) throws(ControlProblem) {
        var chosen: WorkloadIdentity?
        if let text = arguments.workload { chosen = try workload(text) }
        if arguments.action != .show {
            try changeLearning(arguments.action, chosen, by: client.userName)
        }
        let scale = facts.timeScale
        let answers = try ask { [chosen] state in
            state.core.detector.snapshot.filter { chosen == nil || $0.identity == chosen }.map { workload in
                let review = state.core.detector.review(workload.identity, limit: 50)
                return LearningAnswer(
                    workload: workload.identity, state: workload.state,
                    isDrifting: workload.families.contains { $0.learning.isDrifting },
                    declaredBy: workload.families.lazy.compactMap { $0.learning.declaredBy }.first, timeScale: scale,
                    watchedSeconds: Int64(clamping: workload.windows &* 60), families: workload.families.map(\.answer),
                    learned: review.map {
                        LearnedItem(
                            family: $0.family, context: $0.context, item: $0.item, support: $0.support,
                            isKnown: $0.support >= $0.needed)
                    },
                    leftOut: Int64(clamping: max(0, workload.items - review.count)), words: workload.words)
            }
        }
        answers.forEach { client.item($0.json) }
    }

    private func changeLearning(
        _ action: LearningArguments.Action, _ workload: WorkloadIdentity?, by user: String
    ) throws(ControlProblem) {
        let chosen: [WorkloadIdentity]
        if let workload { chosen = [workload] } else { chosen = try ask { $0.core.detector.snapshot.map(\.identity) } }
        for workload in chosen {
            let mutation: ControlMutation =
                action == .restart ? .restartLearning(workload) : .completeLearning(workload, by: user)
            guard try apply(mutation) else { throw ControlProblem(.notFound, "no workload \(workload)") }
            _ = try decide(mutation)
        }
    }

    /// Changes detection between two batches; false when the subject is not there.
    func apply(_ mutation: ControlMutation) throws(ControlProblem) -> Bool {
        try ask { state in state.apply(mutation) }
    }

    /// Writes an operator's decision down.
    func decide(_ mutation: ControlMutation) throws(ControlProblem) -> Bool {
        guard let reply = try? Reply<Bool>() else { throw ControlProblem(.failed, "out of descriptors") }
        store.mailbox.post(.decide(mutation, reply))
        guard let isKnown = reply.wait(within: .seconds(10)) else {
            throw ControlProblem(.failed, "the store does not write: \(store.problem?.description ?? "no answer")")
        }
        return isKnown
    }
}

extension WorkloadStatus.FamilyStatus {
    var answer: WireProtocol.FamilyLearning {
        WireProtocol.FamilyLearning(
            family: family.name, state: learning.state.known ?? .learning, isDrifting: learning.isDrifting,
            windows: Int64(clamping: windows), windowsWithNew: Int64(clamping: novel),
            unseenPpm: unseenPpm, expectedNewPerPeriodMilli: learning.expectedNewPerPeriodMilli,
            atMostMilli: learning.atMostMilli, known: Int64(known), probation: Int64(probation),
            visibilityReason: isUnseen ? VisibilityWords.family : nil, words: words)
    }
}
