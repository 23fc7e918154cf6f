internal import BehaviourModel
internal import LinuxKernel
internal import Response
internal import Synchronization

/// What the responder's thread is asked to do.
enum ResponderMessage: Sendable {
    case carryOut(ResponsePlan)
    /// An operator's plan, whose record is awaited.
    case carryOutFor(ResponsePlan, Reply<ResponseRecord>)
    case thaw(String, Reply<ResponseRecord?>)
}

/// Owns the leases on a thread of its own: acts, confirms, and keeps wish and kernel in step.
final class ResponderService: Sendable {
    let mailbox: Mailbox<ResponderMessage>
    private let leases = Mutex<[LeaseStatus]>([])
    private let trouble = Mutex<String?>(nil)
    private let report: @Sendable (ResponseRecord) -> Void
    private let complain: @Sendable (String) -> Void

    /// - Parameters:
    ///   - report: gets each record, on the responder's thread.
    ///   - complain: gets what an operator must hear of, on the same thread.
    init(
        report: @escaping @Sendable (ResponseRecord) -> Void, complain: @escaping @Sendable (String) -> Void
    ) throws(SystemCallError) {
        mailbox = try Mailbox()
        self.report = report
        self.complain = complain
    }

    /// Why nothing can be frozen: no dead man's switch stands by. nil when one does.
    var problem: String? { trouble.withLock(\.self) }

    /// Leases that run, the one that ends first at the front.
    var list: [LeaseStatus] { leases.withLock(\.self) }

    func run(_ keeper: consuming FreezeKeeper, until stop: EventDescriptor) {
        var keeper = keeper
        var alarm = GuardAlarm()
        publish(keeper.list)
        while !stop.isSignalled {
            for message in mailbox.take(within: pause(keeper.nextDeadline)) { perform(message, &keeper) }
            let ended = keeper.reconcile(nowBoot: KernelClock.bootNanoseconds)
            publish(keeper.list)
            ended.forEach(report)
            watch(keeper, &alarm)
        }
        keeper.stop().forEach(report)
        publish([])
    }

    private func watch(_ keeper: borrowing FreezeKeeper, _ alarm: inout GuardAlarm) {
        let problem = keeper.guardProblem
        trouble.withLock { $0 = problem }
        switch alarm.look(problem, failures: keeper.guardFailures, now: KernelClock.bootNanoseconds) {
        case .nothing: break
        case .broken(let reason): complain("nothing can be frozen: no dead man's switch starts (\(reason))")
        case .works: AgentLog.notice("the dead man's switch stands by again")
        }
    }

    private func perform(_ message: ResponderMessage, _ keeper: inout FreezeKeeper) {
        switch message {
        case .carryOut(let plan):
            let record = keeper.apply(plan)
            publish(keeper.list)
            report(record)
        case .carryOutFor(let plan, let reply):
            let record = keeper.apply(plan)
            publish(keeper.list)
            reply.give(record)
            report(record)
        case .thaw(let target, let reply):
            let record = keeper.thaw(target, reason: .thawed)
            publish(keeper.list)
            reply.give(record)
            record.map(report)
        }
    }

    private func publish(_ list: [LeaseStatus]) { leases.withLock { $0 = list } }

    /// How long to sleep until the next deadline; never longer than a stop may wait.
    private func pause(_ deadline: UInt64?) -> Duration {
        let longest = Duration.milliseconds(250)
        guard let deadline else { return longest }
        let now = KernelClock.bootNanoseconds
        return deadline > now ? min(longest, .nanoseconds(Int64(clamping: deadline - now))) : .zero
    }
}
