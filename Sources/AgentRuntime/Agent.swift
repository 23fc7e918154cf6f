internal import AgentStore
internal import BehaviourModel
internal import LinuxKernel
internal import Response
internal import Sensing
internal import Synchronization
package import WireProtocol

/// The agent: all parts made, joined by their mailboxes, started in one order and stopped in the other.
package final class Agent: Sendable {
    let configuration: AgentConfiguration
    private let path: String
    private let store: StoreService
    private let responder: ResponderService
    private let pipeline: PipelineService
    private let sensors: SensorService
    private let notification = ServiceNotification()
    /// Above everything that is not real-time, below what the kernel itself needs.
    private static let sensorPriority: Int32 = 10

    /// The bound of its privileges, the same as in the unit, whoever starts it; reasons stand there.
    private static let capabilities: Capabilities = [
        .auditControl, .auditRead, .changeOwner, .fileOwner, .overrideAccess, .kill, .networkAdministration,
        .systemAdministration, .schedule, .trace,
    ]

    private init(_ configuration: AgentConfiguration, path: String) throws(SystemCallError) {
        self.configuration = configuration
        self.path = path
        let mailbox = try Mailbox<PipelineMessage>()
        let batches = BatchExchange { batch in mailbox.post(.batch(batch)) }
        store = try StoreService(subscribers: AlertSubscribers())
        responder = try ResponderService(
            report: { mailbox.post(.record($0)) }, complain: { mailbox.post(.health($0, .high)) })
        let outlets = PipelineOutlets(
            batches: batches, storing: store, responding: responder.mailbox,
            stateName: DetectorRestore.stateName(configuration))
        pipeline = PipelineService(mailbox: mailbox, outlets: outlets)
        sensors = try SensorService(batches: batches, tick: Self.tick(scale: configuration.time.scale)) { word in
            mailbox.post(.health(word.text, word.severity))
        }
    }

    /// Runs until SIGTERM or SIGINT, and gives the program's exit status. Call it first in `main`: it blocks signals
    /// before any thread exists.
    package static func run(_ configuration: AgentConfiguration, path: String) -> ExitStatus {
        do throws(AgentProblem) {
            guard OwnProcess.isRoot else {
                throw AgentProblem(.forbidden, "the agent needs root: audit, cgroups and other users' /proc")
            }
            // Before a rule is touched or a predecessor's remains are cleared away.
            let lock = try HostLock.take()
            let status: ExitStatus
            do throws(SystemCallError) {
                status = try live(configuration, path: path)
            } catch {
                lock.release()
                throw AgentProblem(.failed, "\(error)")
            }
            lock.release()
            return status
        } catch {
            AgentLog.error(error.text)
            return error.status
        }
    }

    private static func live(
        _ configuration: AgentConfiguration, path: String
    ) throws(SystemCallError) -> ExitStatus {
        // Before any thread exists: what is dropped later reaches the calling thread alone.
        try Privileges.keepOnly(capabilities)
        try Privileges.forbidNew()
        let signals = try SignalDescriptor([.terminate, .interrupt, .hangUp])
        Signal.brokenPipe.ignore()
        let agent = try Agent(configuration, path: path)
        return try agent.live(signals)
    }

    /// A window must not pass unnoticed: the pipeline hears of time ten times in each, at least once a second.
    private static func tick(scale: Int64) -> Duration {
        .milliseconds(max(20, min(1_000, 6_000 / max(1, scale))))
    }

    private func live(_ signals: borrowing SignalDescriptor) throws(SystemCallError) -> ExitStatus {
        let parts: AgentParts
        do throws(AgentProblem) { parts = try AgentParts.make(configuration) } catch {
            AgentLog.error(error.text)
            return error.status
        }
        let facts = parts.facts
        let group = parts.group
        let sockets: AgentSockets
        do throws(SystemCallError) {
            sockets = try AgentSockets.open(configuration, group: group)
        } catch {
            AgentLog.error("socket: \(error); is another agent running, or the folder missing?")
            _ = parts.discard()
            return .failed
        }
        let desk = ControlDesk(
            pipeline: pipeline, sensors: sensors, responder: responder, store: store, facts: facts)
        let threads = try parts.start(store: store, responder: responder, pipeline: pipeline, sensors: sensors)
        let serving = try sockets.serve(desk, group: group)
        announce(facts)
        while try waitForSignal(signals) {}
        notification.send("STOPPING=1")
        serving.stop()
        let totals = self.totals()
        threads.stop()
        AgentLog.plain("events=\(totals.events) dropped=\(totals.dropped)")
        return .done
    }

    /// Says `ready`, to whoever started us, as soon as the sensors read.
    private func announce(_ facts: AgentFacts) {
        let limit = KernelClock.bootNanoseconds &+ 30_000_000_000
        while !sensors.facts.withLock(\.isReading), KernelClock.bootNanoseconds < limit {
            _ = try? pipeline.mailbox.event.descriptor.wait(for: .readable, within: .milliseconds(1))
        }
        let working = sensors.facts.withLock(\.all).filter { $0.state == .working || $0.state == .limited }
        let line: JSONValue = [
            "program": "yagura-agent", "pid": .integer(Int64(OwnProcess.pid)),
            "sensors": .strings(working.map(\.name.name)),
        ]
        AgentLog.plain("ready \(CanonicalJSON.string(line))")
        notification.send("READY=1\nSTATUS=watching with \(working.map(\.name.name).joined(separator: ", "))")
    }

    /// Waits for a signal or for the watchdog's time; false when it is time to stop.
    private func waitForSignal(_ signals: borrowing SignalDescriptor) throws(SystemCallError) -> Bool {
        let period = notification.watchdog.map { $0 / 3 } ?? .seconds(10)
        _ = try signals.descriptor.wait(for: .readable, within: period)
        while let received = try signals.next() {
            guard received.signal == .hangUp else { return false }
            reload()
        }
        // The watchdog hears of us only while batches flow: a dead pipeline is a dead agent.
        let age = KernelClock.bootNanoseconds &- pipeline.lastBeat
        if age < 10_000_000_000 { notification.send("WATCHDOG=1") }
        return true
    }

    private func totals() -> (events: UInt64, dropped: UInt64) {
        let counts = pipeline.ask(within: .seconds(2)) { $0.counts }
        return (counts?.observations ?? 0, counts?.losses.values.reduce(0, &+) ?? 0)
    }

    /// Reads the configuration anew: a bad file keeps the old one.
    private func reload() {
        notification.send("RELOADING=1\nMONOTONIC_USEC=\(KernelClock.monotonicNanoseconds / 1_000)")
        defer { notification.send("READY=1") }
        switch AgentConfiguration.load(path: path) {
        case .failure(let problems):
            AgentLog.error("reload: the old configuration stays: \(problems)")
        case .success(let new):
            let isAdopted: Bool? = pipeline.ask { state in
                state.adopt(new)
                return true
            }
            let rest = new.needsRestart(from: configuration)
            let words = rest.isEmpty ? "" : "; only a restart changes \(rest.joined(separator: ", "))"
            AgentLog.notice(isAdopted == true ? "reload: done\(words)" : "reload: the pipeline did not answer")
        }
    }
}

/// Why the agent does not run.
struct AgentProblem: Error {
    let status: ExitStatus
    let text: String

    init(_ status: ExitStatus, _ text: String) {
        self.status = status
        self.text = text
    }
}
