internal import BehaviourModel
internal import LinuxKernel
internal import ResponsePlanning
internal import WireProtocol

extension ControlDesk {
    func respond(_ arguments: RespondArguments, _ client: ControlClient) throws(ControlProblem) {
        switch arguments.action {
        case .list:
            let offset = try ask { $0.wallOffset }
            for lease in responder.list { client.item(LeaseAnswer(lease, wallOffset: offset).json) }
        case .freeze: try freeze(arguments, client)
        case .thaw: try thaw(arguments, client)
        case .isolate, .release, .tighten, .kill:
            throw ControlProblem(
                .impossible, "this version can freeze and thaw; \(arguments.action.rawValue) is to come")
        }
    }

    private func freeze(_ arguments: RespondArguments, _ client: ControlClient) throws(ControlProblem) {
        let container = try container(arguments.target ?? "")
        let user = client.userName
        let lease = arguments.duration.map { UInt64(clamping: DurationText.nanoseconds(in: $0)) }
        let isDryRun = arguments.isDryRun
        let (decision, offset) = try ask { state in
            (
                state.planner.decideFreeze(
                    of: container, by: user, reason: "requested by \(user)", leaseNanoseconds: lease,
                    isRehearsal: isDryRun, now: KernelClock.bootNanoseconds), state.wallOffset
            )
        }
        switch decision {
        case .nothing(let silence): throw ControlProblem(.refused, "nothing to do: \(silence.words)")
        case .heldBack(_, let reason): throw ControlProblem(.refused, reason.text)
        case .plan(let plan):
            guard let reply = try? Reply<ResponseRecord>() else { throw ControlProblem(.failed, "out of descriptors") }
            responder.mailbox.post(.carryOutFor(plan, reply))
            guard let record = reply.wait(within: .seconds(10)) else {
                throw ControlProblem(.timedOut, "the responder did not confirm within 10 s")
            }
            client.item(LeaseAnswer(record, wallOffset: offset).json)
            if case .failed(let failure) = record.event {
                throw ControlProblem(failure == .gone ? .notFound : .failed, record.text)
            }
            if case .heldBack(let reason) = record.event { throw ControlProblem(.refused, reason.text) }
        }
    }

    private func thaw(_ arguments: RespondArguments, _ client: ControlClient) throws(ControlProblem) {
        let text = arguments.target ?? ""
        let leases = responder.list.filter {
            $0.leaseID == text || $0.target.containerID.hasPrefix(text) || $0.target.containerName == text
                || $0.target.workload.description == text
        }
        guard let lease = leases.first else {
            throw ControlProblem(
                .notFound, "no lease of ours holds \(EscapedText.string(text)); see yagura respond list")
        }
        guard leases.count == 1 else {
            throw ControlProblem(
                .usage, "\(text) is ambiguous: \(leases.map(\.target.containerID).joined(separator: ", "))")
        }
        let offset = try ask { $0.wallOffset }
        if arguments.isDryRun {
            var answer = LeaseAnswer(lease, wallOffset: offset)
            answer.isDryRun = true
            answer.action = "thaw"
            answer.words = "would end this lease and let the container run"
            client.item(answer.json)
            return
        }
        guard let reply = try? Reply<ResponseRecord?>() else { throw ControlProblem(.failed, "out of descriptors") }
        responder.mailbox.post(.thaw(lease.leaseID, reply))
        guard let answered = reply.wait(within: .seconds(10)), let record = answered else {
            throw ControlProblem(.notFound, "the lease ended meanwhile")
        }
        client.item(LeaseAnswer(record, wallOffset: offset).json)
    }
}

extension ResponseDecision.Silence {
    var words: String {
        switch self {
        case .noRule: "no rule fits"
        case .ruleSaysNone(let name): "rule \(name) says none"
        case .mode(let mode): "the mode is \(mode.rawValue)"
        case .alreadyFrozen: "a lease runs on it already"
        case .canary: "it is the canary of a test, which is never acted on"
        }
    }
}

extension LeaseAnswer {
    init(_ lease: LeaseStatus, wallOffset: Int64) {
        self.init(
            lease: lease.leaseID, action: lease.action.rawValue, state: .applied, containerID: lease.target.containerID,
            containerName: lease.target.containerName, workload: lease.target.workload, owner: lease.owner.text,
            reason: lease.reason, alert: lease.alertID,
            since: Int64(clamping: lease.sinceBootNanoseconds) &+ wallOffset,
            until: Int64(clamping: lease.expiresBootNanoseconds) &+ wallOffset,
            words: lease.isConfirmed
                ? "frozen (\(lease.freezer)), confirmed by the kernel; ends by itself (\(lease.guards.joined(separator: ", ")))"
                : "asked to freeze (\(lease.freezer)), not yet confirmed")
    }

    init(_ record: ResponseRecord, wallOffset: Int64) {
        let state: LeaseAnswer.State =
            switch record.event {
            case .applied: .applied
            case .failed, .heldBack: .failed
            case .ended(.takenOver): .takenOver
            case .ended: .ended
            case .rehearsed: .planned
            }
        let isDryRun = record.event == .rehearsed
        self.init(
            lease: record.leaseID, action: record.action.rawValue, state: state, containerID: record.target.containerID,
            containerName: record.target.containerName, workload: record.target.workload, owner: record.owner.text,
            reason: record.reason, alert: record.alertID, since: Int64(clamping: record.bootNanoseconds) &+ wallOffset,
            until: record.expiresBootNanoseconds == 0
                ? nil : Int64(clamping: record.expiresBootNanoseconds) &+ wallOffset,
            isDryRun: isDryRun, words: record.text.isEmpty ? record.reason : record.text)
    }
}
