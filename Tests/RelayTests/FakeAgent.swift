import AgentStore
import BehaviourModel
import Glibc
import LinuxKernel
import Synchronization
import TestSupport
import WireProtocol

/// An agent that is only its store and its stream socket.
final class FakeAgent: Sendable {
    let name: String
    let directory: String
    let socket: String
    static let epoch = "feedface-0000-4000-8000-000000000001"
    private let store: Mutex<AgentStore?>
    private let server = Mutex<PollingThread?>(nil)
    private let connections = Atomic<Int>(0)
    private let written = Atomic<Int64>(0)
    /// The newest stored line.
    private let head = Atomic<Int64>(0)

    init(name: String, in folder: String) throws {
        self.name = name
        directory = "\(folder)/store"
        socket = "\(folder)/stream.sock"
        var options = StoreOptions(directory: directory, agent: name, machine: "m", limit: ByteCount(bytes: 256 << 20))
        options.busyMilliseconds = 5_000
        store = Mutex(try AgentStore(options, newEpoch: Self.epoch, now: 1))
    }

    /// Stores alerts; the sequence of the last.
    @discardableResult
    func append(_ count: Int, padding: Int = 600) throws -> Int64 {
        let alerts = (0..<count).map { _ in
            var alert = Alert(
                id: "", agent: "", kind: .anomaly, severity: .medium, unixNanoseconds: 1_700_000_000_000_000_000,
                bootNanoseconds: 5, bootID: "b0", configuration: String(repeating: "a", count: 64))
            alert.unknown["number"] = .integer(written.add(1, ordering: .relaxed).newValue)
            alert.unknown["padding"] = .string(String(repeating: "x", count: padding))
            return alert
        }
        return try store.withLock { store in
            let last = try store?.append(alerts).last?.position?.sequence ?? 0
            head.store(last, ordering: .relaxed)
            return last
        }
    }

    /// Every stored line, the oldest first.
    var lines: [[UInt8]] {
        get throws {
            var reader = try StoreReader(directory: directory)
            var query = AlertQuery()
            query.limit = 1_000_000
            return try reader.alerts(query).map(\.line)
        }
    }

    var delivery: DeliveryState {
        get throws {
            var reader = try StoreReader(directory: directory)
            return try reader.delivery()
        }
    }

    var refused: Int64 { get throws { try store.withLock { try $0?.counters().refused ?? -1 } } }

    /// Opens the socket; a second call after `close` is the agent's next life.
    func open() throws {
        let listener = Mutex<UnixListener?>(try UnixListener(path: socket, group: nil))
        let box = Box(listener)
        try server.withLock { server in
            server = try PollingThread(name: "fake-agent") { [self] stop in
                guard let listener = box.value.withLock({ $0.take() }) else { return }
                accept(from: listener, until: stop)
            }
        }
    }

    private func accept(from listener: borrowing UnixListener, until stop: EventDescriptor) {
        while !stop.isSignalled {
            guard let ready = try? listener.descriptor.wait(for: .readable, within: .milliseconds(20)),
                !ready.isEmpty,
                let connection = try? listener.accept()
            else { continue }
            serve(connection, until: stop)
        }
        while connections.load(ordering: .relaxed) > 0 { usleep(1_000) }  // until each has seen the stop
    }

    /// Ends the thread and every connection.
    func close() { server.withLock { $0 = nil } }

    private func serve(_ connection: consuming UnixConnection, until stop: EventDescriptor) {
        connections.add(1, ordering: .relaxed)
        let box = Box(Mutex<UnixConnection?>(connection))
        let started = DetachedThread.start(name: "fake-stream") { [self] in
            if let connection = box.value.withLock({ $0.take() }) { converse(connection, until: stop) }
            connections.subtract(1, ordering: .relaxed)
        }
        if !started { connections.subtract(1, ordering: .relaxed) }
    }

    private func converse(_ connection: borrowing UnixConnection, until stop: EventDescriptor) {
        var framer = LineFramer(limit: LineFramer.requestLimit)
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var heard: Int64?
        var lastHeartbeat = 0.0
        while !stop.isSignalled {
            if case .line(let line)? = framer.next() {
                guard let request = try? StreamRequest(line: line) else { return }
                if request == .subscribe { heard = -1 } else { answer(request, connection) }
                continue
            }
            if let last = heard {
                let head = head.load(ordering: .relaxed)
                if monotonicSeconds() - lastHeartbeat > 0.5 {
                    lastHeartbeat = monotonicSeconds()
                    write(.heartbeat(heartbeat), connection)
                }
                if head != last { write(.news(StreamPosition(epoch: Self.epoch, sequence: head)), connection) }
                heard = head
            }
            guard let ready = try? connection.descriptor.wait(for: .readable, within: .milliseconds(5)) else { return }
            guard !ready.isEmpty else { continue }
            guard let count = try? connection.descriptor.read(into: &buffer) else { return }
            if count == 0 { return }
            framer.append(Array(buffer[..<count]))
        }
    }

    private func answer(_ request: StreamRequest, _ connection: borrowing UnixConnection) {
        var status = ExitStatus.done
        switch request {
        case .read(let arguments):
            var batch: StreamBatch?
            if var reader = try? StoreReader(directory: directory) {
                let place = arguments.after.map { StorePosition(epoch: $0.epoch, sequence: $0.sequence) }
                batch = try? reader.batch(after: place, lines: arguments.lines, bytes: arguments.bytes).get()
            }
            if let batch {
                write(
                    .batch(.init(agent: batch.agent, epoch: batch.epoch, ends: batch.ends, sizes: batch.sizes)),
                    connection)
                _ = connection.send(batch.bytes.span, within: .seconds(10))
            }
        case .acknowledge(let acknowledgement):
            let place = StorePosition(epoch: acknowledgement.through.epoch, sequence: acknowledgement.through.sequence)
            let isKnown = store.withLock {
                (try? $0?.acknowledge(place, refused: acknowledgement.refused.map(\.sequence))) ?? false
            }
            if !isKnown { status = .notFound }
        case .heartbeat: write(.heartbeat(heartbeat), connection)
        case .subscribe: break
        }
        write(.end(status, message: nil), connection)
    }

    private var heartbeat: JSONObject {
        let (head, acknowledged) = store.withLock { ($0?.head ?? .start, (try? delivery.acknowledged?.sequence) ?? 0) }
        return Heartbeat(
            agent: name, epoch: Self.epoch, time: 1_700_000_000_000_000_000, bootNanoseconds: 5, bootID: "b0",
            version: "0.1.0", health: .ok, sensors: [.init(name: "audit", state: "working", detail: "")], containers: 3,
            workloads: 2, events: 100, lost: 1, heldBack: 4, head: head, acknowledged: acknowledged
        ).object
    }

    private func write(_ answer: StreamAnswer, _ connection: borrowing UnixConnection) {
        _ = connection.send(answer.message.span, within: .seconds(10))
    }
}

/// Carries a mutex with something that cannot be copied into a closure.
private final class Box<Value: ~Copyable & Sendable>: Sendable {
    let value: Value

    init(_ value: consuming Value) { self.value = value }
}
