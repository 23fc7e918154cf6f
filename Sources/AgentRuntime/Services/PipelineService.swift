internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import ResponsePlanning
internal import Sensing
internal import Synchronization

/// What the pipeline's thread is asked to do.
enum PipelineMessage: Sendable {
    case batch(ObservationBatch)
    /// Something between two batches: control, or a look at the state.
    case control(@Sendable (inout PipelineState) -> Void)
    case record(ResponseRecord)
    /// The agent itself does not do what it should, or does it again: an alert of kind `health`, in these words.
    case health(String, Severity)
}

/// Runs the pipeline on a thread of its own: batch after batch, and control between two.
final class PipelineService: Sendable {
    let mailbox: Mailbox<PipelineMessage>
    private let outlets: PipelineOutlets
    /// Beats while batches come: the watchdog looks at it.
    private let beat = Atomic<UInt64>(0)

    init(mailbox: Mailbox<PipelineMessage>, outlets: PipelineOutlets) {
        self.mailbox = mailbox
        self.outlets = outlets
    }

    /// Boot time up to which batches were read.
    var lastBeat: UInt64 { beat.load(ordering: .relaxed) }

    func run(_ state: consuming PipelineState, until stop: EventDescriptor) {
        var state = state
        var isStopping = false
        var turns = UrgentTurns(priority: 8, otherwise: ThreadTurn(nice: -10))
        turns.rest()
        if let refusal = turns.refusal {
            AgentLog.warning(
                "the pipeline's thread is never urgent (\(refusal)): on a busy host answers wait for their turn")
        }
        while true {
            turns.rest()
            let messages = mailbox.take(within: .milliseconds(200))
            turns.begin()
            for message in messages {
                defer { turns.look() }
                switch message {
                case .batch(let batch): take(batch, &state)
                case .control(let act):
                    // An operator's question is no answer to an attack: it neither takes the processor nor uses the budget up.
                    turns.calm()
                    act(&state)
                    turns.rest()
                case .record(let record): note(record, &state)
                case .health(let words, let severity): tell(words, severity, &state)
                }
            }
            if isStopping || outlets.isSaveDue {
                turns.calm()
                outlets.save(&state)
            }
            if isStopping { return }
            isStopping = stop.isSignalled
        }
    }

    /// Runs `body` between two batches and waits for what it gives; nil when the pipeline does not answer in time.
    func ask<Value: Sendable>(
        within limit: Duration = .seconds(5), _ body: @escaping @Sendable (inout PipelineState) -> Value
    ) -> Value? {
        guard let reply = try? Reply<Value>() else { return nil }
        mailbox.post(.control { state in reply.give(body(&state)) })
        return reply.wait(within: limit)
    }

    private func take(_ batch: ObservationBatch, _ state: inout PipelineState) {
        var batch = batch
        state.wallOffset = batch.wallOffsetNanoseconds
        state.untilBoot = batch.untilBootNanoseconds
        state.counts.batches &+= 1
        state.counts.observations &+= UInt64(batch.count)
        if !batch.losses.isEmpty { tell(batch.losses, &state) }
        var found: [AttributedFinding] = []
        state.host.begin(isRecording: state.recorder != nil)
        state.core.take(&batch, host: &state.host, found: &found)
        if let refused = state.core.refused { tell([refused], &state) }
        // The sensors' first batch is the snapshot of what runs.
        if state.counts.batches == 1 { state.core.dropUnfound() }
        for finding in found { decide(finding, &state) }
        state.recorder?.write(batch.leavingOut(state.host.unrelated))
        beat.store(batch.untilBootNanoseconds, ordering: .relaxed)
        outlets.batches.giveBack(batch)
    }

    /// Finding → alert → plan. The plan goes out first: nothing on the way to a response waits for a disk.
    private func decide(_ found: AttributedFinding, _ state: inout PipelineState) {
        guard found.finding.isTold else { return answer(found, &state) }
        let decided = KernelClock.bootNanoseconds
        var alert = state.builder.alert(found, id: AlertID.random(), decided: decided)
        let mode = found.container.map { state.planner.modes.mode(for: $0) } ?? state.planner.modes.host
        guard mode > .observe else {
            state.counts.observedOnly &+= 1
            return
        }
        state.touched.note(alert)
        alert.response = AlertResponse(mode: mode)
        if let container = found.container, found.isAnswerable,
            let request = ResponseRequest(alert, container: container)
        {
            switch state.planner.decide(request, now: decided) {
            case .nothing: break
            case .plan(let plan):
                alert.response = AlertResponse(mode: mode, plan: plan.action.rawValue)
                outlets.carryOut(plan)
            case .heldBack(let plan, let reason):
                outlets.store([alert])
                state.counts.alerts &+= 1
                let record = ResponseRecord(plan, event: .heldBack(reason), bootNanoseconds: decided)
                outlets.store([
                    state.builder.alert(record, id: AlertID.random(), mode: mode, wallOffset: state.wallOffset)
                ])
                return
            }
        }
        outlets.store([alert])
        state.counts.alerts &+= 1
    }

    /// One more touch of a tripwire: no alert, but the policy is asked. What is then done is told as a line of its own,
    /// about the alert that told of the tripwire last; so is, now and then, that a limit holds it back.
    private func answer(_ found: AttributedFinding, _ state: inout PipelineState) {
        guard let container = found.container else { return }
        let finding = found.finding
        let request = ResponseRequest(
            alertID: state.touched.alertID(of: finding.incident), kind: finding.kind, severity: finding.severity,
            tripwire: finding.tripwire, learning: finding.learning?.state.known, container: container)
        let now = KernelClock.bootNanoseconds
        switch state.planner.decide(request, now: now) {
        case .nothing: break
        case .plan(let plan): outlets.carryOut(plan)
        case .heldBack(let plan, let reason):
            guard state.touched.tellsHeldBack(container.id, now: now) else { return }
            let record = ResponseRecord(plan, event: .heldBack(reason), bootNanoseconds: now)
            let mode = state.planner.modes.mode(for: container)
            outlets.store([
                state.builder.alert(record, id: AlertID.random(), mode: mode, wallOffset: state.wallOffset)
            ])
        }
    }

    private func note(_ record: ResponseRecord, _ state: inout PipelineState) {
        state.planner.note(record)
        let mode = state.planner.modes.host
        outlets.store([state.builder.alert(record, id: AlertID.random(), mode: mode, wallOffset: state.wallOffset)])
        outlets.journal(record, wallOffset: state.wallOffset, bootID: state.builder.bootID)
    }

    private func tell(_ words: String, _ severity: Severity, _ state: inout PipelineState) {
        if severity > .low { AgentLog.error(words) } else { AgentLog.notice(words) }
        outlets.store([
            state.builder.alert(
                .health, severity, id: AlertID.random(), bootNanoseconds: KernelClock.bootNanoseconds,
                wallOffset: state.wallOffset, remark: words)
        ])
    }

    /// Counts losses, and says so once in a while: an alert of kind `loss` for the first of a source, then by doubling.
    private func tell(_ losses: [Loss], _ state: inout PipelineState) {
        for loss in losses {
            let before = state.counts.losses[loss.source, default: 0]
            let after = before &+ max(1, loss.events)
            state.counts.losses[loss.source] = after
            if loss.cgroup != 0 { state.lossesByCgroup[loss.cgroup, default: 0] &+= max(1, loss.events) }
            guard before == 0 || after / 2 >= before || after.leadingZeroBitCount < before.leadingZeroBitCount else {
                continue
            }
            state.counts.lossReports &+= 1
            let words = "\(after) events lost so far at \(loss.source.name); what was missed lowers what is claimed"
            let alert = state.builder.alert(
                .loss, .medium, id: AlertID.random(), bootNanoseconds: loss.untilBootNanoseconds,
                wallOffset: state.wallOffset, remark: words)
            outlets.store([alert])
        }
    }
}
