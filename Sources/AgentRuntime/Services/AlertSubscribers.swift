internal import AgentStore
internal import BehaviourModel
internal import Synchronization

/// Those who want each alert as soon as it is stored (`yagura tail`, `yagura wait alert`).
///
/// Bounded: a reader who does not read loses lines, and is told how many. Detection and storing never wait for one.
final class AlertSubscribers: Sendable {
    typealias Queue = Mailbox<Delivery>

    enum Delivery: Sendable {
        case alert(StoredAlert)
        case lost(Int)
    }

    private let queues = Mutex<[UInt64: Queue]>([:])
    private let last = Atomic<UInt64>(0)
    private static let queueLimit = 4_096

    func subscribe(_ queue: Queue) -> UInt64 {
        let id = last.add(1, ordering: .relaxed).newValue
        queues.withLock { $0[id] = queue }
        return id
    }

    func cancel(_ id: UInt64) { queues.withLock { _ = $0.removeValue(forKey: id) } }

    func publish(_ alerts: [StoredAlert]) {
        guard !alerts.isEmpty else { return }
        for queue in queues.withLock({ Array($0.values) }) {
            let room = max(0, Self.queueLimit - queue.count)
            for alert in alerts.prefix(room) { queue.post(.alert(alert)) }
            if alerts.count > room { queue.post(.lost(alerts.count - room)) }
        }
    }
}
