internal import BehaviourModel
package import Logging

/// Delivers to one output: in the order of storing, at least once, from a position that survives a crash.
///
/// It reads behind ingest and never holds it up: a receiver that is away only makes the distance grow.
package struct OutputDelivery: Sendable {
    let settings: OutputSettings
    let section: OutputsSection
    let sender: any OutputSender
    let store: any LineStore
    let ledger: any DeliveryLedger
    let board: OutputBoard
    let logger: Logger
    var schedule = RetrySchedule()

    /// Lines read at a time.
    private static let step = 200
    /// A position is written down at least so often while lines go out: what a crash may send again.
    private static let commit = Duration.seconds(1)

    package init(
        settings: OutputSettings, section: OutputsSection, sender: any OutputSender, store: any LineStore,
        ledger: any DeliveryLedger, board: OutputBoard, logger: Logger, schedule: RetrySchedule = RetrySchedule()
    ) {
        self.settings = settings
        self.section = section
        self.sender = sender
        self.store = store
        self.ledger = ledger
        self.board = board
        self.logger = logger
        self.schedule = schedule
    }

    /// Runs until cancelled, or until `wakeUps` ends.
    package func run(_ wakeUps: AsyncStream<Int64>) async {
        guard var state = await begin() else { return }
        var shares = AgentShares(of: section.notifications, period: period)
        for await _ in wakeUps {
            await drain(&state, &shares)
            if Task.isCancelled { break }
        }
        await sender.close()
    }

    /// Where it left off. An output that is new begins with what comes now: nobody wants last month in a chat.
    private func begin() async -> DeliveryState? {
        await untilStored {
            () async throws(StoreFailure) in
            if let state = try await ledger.deliveryState(of: settings.name) { return state }
            let state = DeliveryState(output: settings.name, position: try await store.newestPosition())
            try await ledger.record(state, letters: [])
            return state
        }
    }

    private func drain(_ state: inout DeliveryState, _ shares: inout AgentShares) async {
        while !Task.isCancelled {
            let position = state.position
            let query = LineQuery(.oldestFirst(after: position), limit: Self.step)
            guard let page = await untilStored({ () async throws(StoreFailure) in try await store.lines(query) }),
                !page.isEmpty
            else { return }
            await deliver(page, &state, &shares)
        }
    }

    /// One page; what is done is written down also when it stops in between.
    private func deliver(
        _ page: [StoredLine], _ state: inout DeliveryState, _ shares: inout AgentShares
    ) async {
        var letters: [DeadLetter] = []
        var written = ContinuousClock.now
        for stored in page {
            let line = OutboundLine(
                position: stored.position, agent: stored.agent, received: stored.received, bytes: stored.bytes)
            let outcome = await decide(line, &state, &shares)
            if outcome == .stopped { break }
            if case .letter(let letter) = outcome { letters.append(letter) }
            state.position = stored.position
            // What somebody was told is written down at once, so that a crash tells it again as rarely as can be.
            guard settings.isBudgeted && outcome == .sent || ContinuousClock.now - written > Self.commit else {
                continue
            }
            await write(state, &letters)
            written = .now
        }
        await write(state, &letters)
    }

    private enum Outcome: Equatable { case sent, filtered, letter(DeadLetter), stopped }

    private func decide(
        _ line: OutboundLine, _ state: inout DeliveryState, _ shares: inout AgentShares
    ) async -> Outcome {
        guard settings.filter.takes(line) else {
            state.filtered += 1
            return .filtered
        }
        if settings.isBudgeted, let words = refusal(line, &state, &shares) {
            state.overBudget += 1
            state.withheld += 1
            return .letter(letter(line, .overBudget, words))
        }
        let note = OutboundNote(console: section.console, withheld: Int(clamping: state.withheld))
        switch await attempt(line, note) {
        case .delivered:
            state.sent += 1
            state.withheld = 0
            return .sent
        case .stopped: return .stopped
        case .dead(let cause, let words):
            state.dead += 1
            logger.warning(
                "output \(settings.name): alert \(OutboundWords.cut(line.id)) becomes a dead letter: \(words)")
            return .letter(letter(line, cause, words))
        }
    }

    /// Why the budget has nothing left for this line; nil when it has.
    private func refusal(
        _ line: OutboundLine, _ state: inout DeliveryState, _ shares: inout AgentShares
    ) -> String? {
        let now = WallClock.now
        let (isCritical, size) = (line.isUrgent, section.notifications)
        let words = "budget of \(size) notifications in \(DurationText.format(section.per))"
        guard shares.take(line.subject, isCritical: isCritical, now: now) else {
            return "over this agent's three quarters of the \(words)"
        }
        var budget =
            state.milliTokens.map {
                NotificationBudget(size: size, period: period, milliTokens: $0, refilled: state.refilled)
            } ?? NotificationBudget(size: size, period: period, now: now)
        let isTaken = budget.take(isCritical: isCritical, now: now)
        (state.milliTokens, state.refilled) = (budget.milliTokens, budget.refilled)
        return isTaken ? nil : "over the \(words)"
    }

    /// In nanoseconds.
    private var period: Int64 {
        Int64(clamping: section.per.components.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
    }

    private enum Attempt { case delivered, stopped, dead(DeadLetter.Cause, String) }

    /// Tries until the receiver has it, will not have it, or the line has grown too old.
    private func attempt(_ line: OutboundLine, _ note: OutboundNote) async -> Attempt {
        var failures = 0
        while !Task.isCancelled {
            do throws(OutputTrouble) {
                try await sender.send(line, note, now: WallClock.now)
                if board.clear(settings.name) { logger.notice("output \(settings.name) delivers again") }
                return .delivered
            } catch {
                guard case .later(let words) = error else {
                    board.clear(settings.name)
                    return .dead(.refused, error.words)
                }
                // A stop looks like a failure to the sender: what is not delivered then is delivered after the next start.
                if Task.isCancelled { return .stopped }
                failures += 1
                let age = WallClock.now &- line.received
                if age > section.giveUp.components.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue {
                    return .dead(.gaveUp, "not delivered within \(DurationText.format(section.giveUp)): \(words)")
                }
                let delay = schedule.delay(behind: failures, chance: Double.random(in: 0...1))
                if board.fail(settings.name, words, tryAgain: delay) {
                    logger.warning("output \(settings.name): \(words); it is tried again")
                }
                try? await Task.sleep(for: .nanoseconds(delay))
            }
        }
        return .stopped
    }

    private func letter(_ line: OutboundLine, _ cause: DeadLetter.Cause, _ words: String) -> DeadLetter {
        DeadLetter(
            output: settings.name, position: line.position, alert: line.id, agent: line.agent, time: WallClock.now,
            cause: cause, reason: words)
    }

    /// Writes down what was done. In a task of its own each time: a stop cancels this one, and GRDB heeds that.
    private func write(_ state: DeliveryState, _ letters: inout [DeadLetter]) async {
        let (ledger, batch) = (ledger, letters)
        letters = []
        var failures = 0
        while true {
            let failure = await Task { () async -> StoreFailure? in
                do throws(StoreFailure) { try await ledger.record(state, letters: batch) } catch { return error }
                return nil
            }.value
            guard let failure else { return }
            failures += 1
            if failures == 1 { logger.error("output \(settings.name): \(PlainText.printable(failure.description))") }
            // The next start sends it again; a stop does not wait for a disk.
            if Task.isCancelled, failures > 2 { return }
            try? await Task.sleep(for: .nanoseconds(schedule.delay(behind: failures, chance: 0.5)))
        }
    }

    /// Asks the store until it answers; nil when stopped meanwhile. Ingest shows the same failure to the agents.
    private func untilStored<Value>(_ body: () async throws(StoreFailure) -> Value) async -> Value? {
        var failures = 0
        while true {
            do throws(StoreFailure) { return try await body() } catch {
                if Task.isCancelled { return nil }
                failures += 1
                if failures == 1 { logger.error("output \(settings.name): \(PlainText.printable(error.description))") }
                try? await Task.sleep(for: .nanoseconds(schedule.delay(behind: failures, chance: 0.5)))
            }
        }
    }
}
