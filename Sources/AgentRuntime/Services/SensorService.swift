internal import BehaviourModel
internal import LinuxKernel
internal import Sensing
internal import Synchronization

/// What the sensors' thread is asked to do.
enum SensorMessage: Sendable {
    case startCanary(CanaryRequest, Reply<Result<CanaryStart, CanaryRefusal>>)
    case endCanary(String)
}

/// The one thread that reads the kernel: audit first, then the process connector and the containers, then what audit said.
///
/// In this order a process's fork and exec are known before audit's records of it: the kernel sends those synchronously and
/// audit's through a thread of its own.
final class SensorService: Sendable {
    let mailbox: Mailbox<SensorMessage>
    private let batches: BatchExchange
    let facts = Mutex<SensorFacts>(SensorFacts())
    /// Between two pieces of a snapshot.
    private static let snapshotPause: Duration = .milliseconds(20)
    /// Telling anew must not be what the pipeline cannot take.
    private static let retellingPeriod: UInt64 = 1_000_000_000
    private static let wordsPeriod: UInt64 = 500_000_000
    private let nextWords = Atomic<UInt64>(0)
    private let alarm = Mutex(SensorAlarm())
    private let complain: @Sendable (SensorAlarm.Word) -> Void
    /// At least so often the pipeline hears that time passes.
    private let tick: Duration

    private static let mailToken: UInt64 = 1

    /// - Parameter complain: gets what an operator must hear of, on the sensors' thread.
    init(
        batches: BatchExchange, tick: Duration, complain: @escaping @Sendable (SensorAlarm.Word) -> Void
    ) throws(SystemCallError) {
        mailbox = try Mailbox()
        self.batches = batches
        self.complain = complain
        self.tick = tick
    }

    func run(_ sensors: consuming Sensors, until stop: EventDescriptor) {
        var sensors = sensors
        var batch = batches.empty()
        sensors.begin(into: &batch)
        hand(&batch, over: sensors)
        while !stop.isSignalled {
            do throws(SystemCallError) {
                var poller = try sensors.poller()
                try poller.add(stop.descriptor, token: 0)
                try poller.add(mailbox.event.descriptor, token: Self.mailToken)
                try read(&sensors, &batch, with: &poller, until: stop)
            } catch {
                AgentLog.error("sensors: \(error); trying again in a second")
                facts.withLock { $0.failure = error.description }
                _ = try? stop.descriptor.wait(for: .readable, within: .seconds(1))
            }
        }
        for problem in sensors.end() { AgentLog.error("audit: \(problem)") }
    }

    /// Reads until the stop, or until a descriptor has become another one.
    private func read(
        _ sensors: inout Sensors, _ batch: inout ObservationBatch, with poller: inout Poller,
        until stop: EventDescriptor
    ) throws(SystemCallError) {
        var lastHandover: UInt64 = 0
        var knownDrops = batches.dropped
        var lastRetelling: UInt64 = 0
        var pace = ReadingPace()
        while !stop.isSignalled, !sensors.hasNewDescriptor {
            let isReadingOn = sensors.hasSnapshotWork(before: KernelClock.bootNanoseconds &+ Self.nanoseconds(tick))
            var hasMail = false
            try poller.wait(within: isReadingOn ? min(tick, Self.snapshotPause) : tick) { token, _ in
                hasMail = hasMail || token == Self.mailToken
            }
            if hasMail { for message in mailbox.take(within: .zero) { perform(message, &sensors, &batch) } }
            // The pipeline could not take a batch: what it missed of containers and processes is told anew.
            let drops = batches.dropped
            if drops != knownDrops, KernelClock.bootNanoseconds &- lastRetelling >= Self.retellingPeriod {
                knownDrops = drops
                lastRetelling = KernelClock.bootNanoseconds
                sensors.retell(into: &batch)
            }
            let count = sensors.read(into: &batch)
            // Host processes alone make no news: time is told at its own pace.
            let now = KernelClock.bootNanoseconds
            if !batch.isEmpty || now &- lastHandover >= Self.nanoseconds(tick) {
                hand(&batch, over: sensors)
                lastHandover = now
            }
            let pause = pace.pause(after: count, at: now, looksAtLiving: sensors.looksAtLiving)
            if pause > .zero { _ = try? stop.descriptor.wait(for: .readable, within: pause) }
        }
    }

    private func perform(_ message: SensorMessage, _ sensors: inout Sensors, _ batch: inout ObservationBatch) {
        switch message {
        case .startCanary(let request, let reply):
            do throws(CanaryRefusal) {
                reply.give(.success(try sensors.startCanary(request, into: &batch)))
            } catch {
                reply.give(.failure(error))
            }
        case .endCanary(let id): sensors.endCanary(id)
        }
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        UInt64(clamping: DurationText.nanoseconds(in: duration))
    }

    private func hand(_ batch: inout ObservationBatch, over sensors: borrowing Sensors) {
        batch.untilBootNanoseconds = KernelClock.bootNanoseconds
        batch.wallOffsetNanoseconds = KernelClock.wallMinusBoot
        // The words are made anew only now and then: they cost more than the batch.
        if batch.untilBootNanoseconds >= nextWords.load(ordering: .relaxed) {
            nextWords.store(batch.untilBootNanoseconds + Self.wordsPeriod, ordering: .relaxed)
            let current = SensorFacts(
                isReading: sensors.isReading, failure: nil, all: sensors.facts, coverage: sensors.coverage)
            facts.withLock { $0 = current }
            alarm.withLock { $0.look(current.all, coverage: current.coverage, now: batch.untilBootNanoseconds) }
                .forEach(complain)
        }
        batch = batches.exchange(batch)
    }
}
