internal import BehaviourModel
internal import Synchronization
internal import WireProtocol

/// What the relay counts, and what the agent's last heartbeat said.
final class RelayFigures: Sendable {
    struct Values: Sendable {
        /// Connected to the agent's stream.
        var isConnected = false
        var linesDelivered: UInt64 = 0
        /// Lines that the collector refused for good.
        var linesRefused: UInt64 = 0
        /// Requests with lines in them, repeated ones too.
        var batches: UInt64 = 0
        var batchesHeld = 0
        /// By status code; `none` without an answer.
        var requests: [String: UInt64] = [:]
        var bytesSent: UInt64 = 0
        var retries: UInt64 = 0
        /// Of the pause that runs; 0 without one.
        var pauseSeconds = 0.0
        /// Unix seconds; 0 before the first.
        var lastDelivery: Int64 = 0
        var heartbeatsSent: UInt64 = 0
        var heartbeatsFailed: UInt64 = 0
        /// The address that served last.
        var collector: String?
        var collectorProblem: String?
        var certificateExpires: Int64 = 0
        var certificateReloads: UInt64 = 0
        var certificateReloadFailures: UInt64 = 0
        var certificateProblem: String?
        var heartbeat: Heartbeat?
        /// Unix seconds when it came.
        var heartbeatCame: Int64 = 0

        /// The name under which the agent speaks.
        var agent: String? { heartbeat?.agent }
    }

    private let values = Mutex(Values())

    func change(_ body: (inout Values) -> Void) { values.withLock { body(&$0) } }

    func read<Value: Sendable>(_ path: any KeyPath<Values, Value> & Sendable) -> Value {
        values.withLock { $0[keyPath: path] }
    }

    var all: Values { values.withLock(\.self) }
}
