internal import AgentStore
internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization
internal import WireProtocol

/// What the store's thread is asked to do.
enum StoreMessage: Sendable {
    /// Alerts for the stream, and those that were held back; one transaction for all that wait.
    case append([Alert], held: [Alert])
    case decide(ControlMutation, Reply<Bool>)
    case openLease(LeaseEntry)
    case endLease(String, LeaseEntry.End)
    /// What the collector has, and the sequences that it refused for good; the answer is false for an unknown place.
    case acknowledge(StorePosition, refused: [Int64], Reply<Bool>)
    /// The whole of detection as one state, and the days it has closed: one transaction.
    case save(StoredState, [StoredSegment])
}

/// Owns the database on a thread of its own: nothing on the way to a response waits for a disk.
///
/// What cannot be stored now waits, bounded, and is tried again: a full disk loses nothing until the queue is full too, and
/// then it is counted.
final class StoreService: Sendable {
    let mailbox: Mailbox<StoreMessage>
    let subscribers: AlertSubscribers
    /// Where the stream ends, for the relay.
    let news = StreamNews()
    /// What the last write said, nil when it went well.
    private let trouble = Mutex<StoreError?>(nil)
    private let tally = Mutex<(stored: UInt64, dropped: UInt64)>((0, 0))
    /// Alerts that were not taken, since the last round.
    private let refused = Atomic<Int>(0)
    /// Alerts that wait for a store that fails, and messages that wait for one that is slow.
    static let queueLimit = 10_000

    init(subscribers: AlertSubscribers) throws(SystemCallError) {
        mailbox = try Mailbox()
        self.subscribers = subscribers
    }

    var problem: StoreError? { trouble.withLock(\.self) }
    var stored: UInt64 { tally.withLock(\.stored) }
    var dropped: UInt64 { tally.withLock(\.dropped) }

    /// Hands alerts over, and never waits.
    ///
    /// Beyond the limit they are given up and counted: the first of a flood hold the evidence, not its last.
    func append(_ alerts: [Alert]) {
        if !mailbox.offer(.append(alerts, held: []), limit: Self.queueLimit) {
            refused.add(alerts.count, ordering: .relaxed)
        }
    }

    /// The body of the thread: ends when it is told to stop and nothing waits.
    func run(_ store: consuming AgentStore, until stop: EventDescriptor) {
        var store = store
        news.publish(epoch: store.epoch.name, head: store.head)
        var alerts: [Alert] = []
        var held: [Alert] = []
        var isStopping = false
        while true {
            let messages = mailbox.take(within: problem == nil ? .milliseconds(200) : .seconds(1))
            for message in messages {
                switch message {
                case .append(let new, let newHeld):
                    alerts += new
                    held += newHeld
                default: perform(message, in: &store)
                }
            }
            let lost = refused.exchange(0, ordering: .relaxed)
            if lost > 0 {
                store.noteLost(lost)
                tally.withLock { $0.dropped += UInt64(lost) }
            }
            write(&alerts, &held, to: &store)
            if isStopping { return }
            // One more round after the stop: what was posted before it is written.
            isStopping = stop.isSignalled
        }
    }

    private func write(_ alerts: inout [Alert], _ held: inout [Alert], to store: inout AgentStore) {
        guard !alerts.isEmpty || !held.isEmpty else { return }
        do throws(StoreError) {
            let lines = try store.append(alerts, held: held)
            tally.withLock { $0.stored += UInt64(lines.count) }
            alerts.removeAll()
            held.removeAll()
            note(nil)
            subscribers.publish(lines)
            news.publish(epoch: store.epoch.name, head: store.head)
        } catch {
            note(error)
            let excess = alerts.count + held.count - Self.queueLimit
            guard excess > 0 else { return }
            // Held-back ones first, then the oldest.
            let fromHeld = min(excess, held.count)
            held.removeFirst(fromHeld)
            alerts.removeFirst(excess - fromHeld)
            store.noteLost(excess)
            tally.withLock { $0.dropped += UInt64(excess) }
        }
    }

    private func perform(_ message: StoreMessage, in store: inout AgentStore) {
        do throws(StoreError) {
            switch message {
            case .append: break
            case .decide(let mutation, let reply):
                reply.give(try store.record(mutation, now: KernelClock.wallNanoseconds))
            case .openLease(let entry): try store.open(entry)
            case .acknowledge(let position, let refused, let reply):
                reply.give(try store.acknowledge(position, refused: refused))
            case .endLease(let id, let end): _ = try store.endLease(id, end)
            case .save(let state, let segments):
                try store.save(segments, daysKept: Self.segmentDays, states: [state])
            }
            note(nil)
        } catch {
            note(error)
        }
    }

    /// Days this old are part of the state alone.
    private static let segmentDays: Int64 = 30

    private func note(_ error: StoreError?) {
        let previous = trouble.withLock { value in
            let old = value
            value = error
            return old
        }
        if let error, previous != error { AgentLog.error("store: \(error)") }
        if error == nil, previous != nil { AgentLog.notice("store: works again") }
    }
}
