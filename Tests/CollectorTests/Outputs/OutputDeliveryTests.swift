import BehaviourModel
import Foundation
import Logging
import Synchronization
import Testing

@testable import Collector

/// Delivery from a real store to a receiver that does as it likes.
@Suite struct OutputDeliveryTests {
    /// A receiver in memory: what it got, and what it does with the next.
    private final class Receiver: OutputSender {
        private let taken = Mutex<[(id: String, withheld: Int)]>([])
        private let trouble = Mutex<OutputTrouble?>(nil)

        var ids: [String] { taken.withLock { $0.map(\.id) } }
        var withheld: [Int] { taken.withLock { $0.map(\.withheld) } }
        func fail(_ next: OutputTrouble?) { trouble.withLock { $0 = next } }

        func send(_ line: OutboundLine, _ note: OutboundNote, now: Int64) async throws(OutputTrouble) {
            if let trouble = trouble.withLock({ $0 }) { throw trouble }
            taken.withLock { $0.append((line.id, note.withheld)) }
        }

        func close() async {}
    }

    private let store: SQLiteStore
    private let news: NewLines
    private let board = OutputBoard()

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "delivery-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try SQLiteStore(path: folder.appending(path: "store.db").path, create: true)
        news = NewLines(store: store)
    }

    /// Stores alerts `numbers` as an agent's lines.
    private func store(
        _ numbers: ClosedRange<Int>, severity: Severity = .high, _ chain: inout SampleChain
    ) async throws {
        let alerts = numbers.map { number in OutputSamples.alert(.anomaly, severity) { $0.id = "a-\(number)" } }
        _ = try await store.append([chain.batch(alerts)])
        await news.announce()
    }

    private func delivery(
        _ receiver: Receiver, budgeted: Bool = false, agents: [String] = ["node-*"],
        _ change: (inout OutputsSection) -> Void = { _ in }
    ) -> OutputDelivery {
        var section = OutputsSection()
        section.notifications = 1_000_000
        change(&section)
        let settings = OutputSettings(
            name: "out", target: .webhook(HTTPTarget(address: .open("http://127.0.0.1:9"))),
            filter: OutputFilter(severity: .medium, agents: agents), isBudgeted: budgeted)
        return OutputDelivery(
            settings: settings, section: section, sender: receiver, store: store, ledger: store, board: board,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            schedule: RetrySchedule(first: 10_000_000, longest: 50_000_000))
    }

    /// Runs a delivery while `body` does; then it is cancelled, as by a stop.
    private func running(_ delivery: OutputDelivery, _ body: () async throws -> Void) async throws {
        let wakeUps = news.positions()
        let task = Task { await delivery.run(wakeUps) }
        defer { task.cancel() }
        #expect(try await eventuallyTrue { try await store.deliveryState(of: "out") != nil })
        try await body()
        task.cancel()
        await task.value
    }

    private func ids(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "a-\($0)" } }

    @Test func `begins with what comes after it was configured, in order`() async throws {
        var chain = SampleChain()
        try await store(1...3, &chain)
        let receiver = Receiver()

        try await running(delivery(receiver)) {
            try await store(4...500, &chain)
            #expect(await eventuallyTrue { receiver.ids.count >= 497 })
        }

        #expect(receiver.ids == ids(4...500))
        let state = try #require(try await store.deliveryState(of: "out"))
        #expect(state.sent == 497 && state.dead == 0)
    }

    @Test func `goes on where it was stopped, nothing left out, nothing twice after a clean stop`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        for round in 0..<5 {
            let next = round * 40
            try await running(delivery(receiver)) {
                try await store((next + 1)...(next + 40), &chain)
                #expect(await eventuallyTrue { receiver.ids.count >= round * 40 + 5 })
            }
        }

        try await running(delivery(receiver)) { #expect(await eventuallyTrue { Set(receiver.ids).count == 200 }) }

        #expect(receiver.ids == ids(1...200))
    }

    @Test func `a receiver that is away holds up nobody, and gets everything later`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        receiver.fail(.later("away"))

        try await running(delivery(receiver)) {
            try await store(1...100, &chain)
            try await store(101...200, &chain)
            #expect(await eventuallyTrue { board.failure(of: "out")?.hasPrefix("away; next try in") == true })
            #expect(receiver.ids.isEmpty)
            receiver.fail(nil)
            #expect(await eventuallyTrue { receiver.ids.count >= 200 })
            #expect(board.failure(of: "out") == nil)
        }

        #expect(receiver.ids == ids(1...200))
    }

    @Test func `what is refused becomes a dead letter, and the next one goes out`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        try await running(delivery(receiver)) {
            receiver.fail(.never("400"))
            try await store(1...2, &chain)
            #expect(
                try await eventuallyTrue { try await store.deadLetters(of: "out", before: nil, limit: 9).count == 2 })
            receiver.fail(nil)
            try await store(3...3, &chain)
            #expect(await eventuallyTrue { receiver.ids == ["a-3"] })
        }

        let letters = try await store.deadLetters(of: nil, before: nil, limit: 9)
        #expect(letters.map(\.alert) == ["a-2", "a-1"])
        #expect(letters.allSatisfy { $0.cause == .refused && $0.reason == "400" && $0.agent == "node-7" })
        #expect(try await store.deadLetters(of: "other", before: nil, limit: 9).isEmpty)
        #expect(try await store.deadLetters(of: "out", before: letters[0].number, limit: 9).map(\.alert) == ["a-1"])
    }

    @Test func `what cannot be delivered in time becomes a dead letter`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        receiver.fail(.later("away"))

        try await running(delivery(receiver) { $0.giveUp = .milliseconds(0) }) {
            try await store(1...1, &chain)
            #expect(
                try await eventuallyTrue { try await store.deadLetters(of: "out", before: nil, limit: 9).count == 1 })
        }

        let letter = try #require(try await store.deadLetters(of: "out", before: nil, limit: 9).first)
        #expect(letter.cause == .gaveUp && letter.reason.contains("away"))
    }

    @Test func `the budget bounds what is notified; the rest is listed, and the next one tells of it`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        let bounded = delivery(receiver, budgeted: true) { section in
            section.notifications = 3
            section.per = .seconds(86_400)
        }
        try await running(bounded) {
            try await store(1...10, &chain)
            try await store(11...11, severity: .critical, &chain)
            #expect(await eventuallyTrue { receiver.ids.count >= 4 })
        }

        #expect(receiver.ids == ["a-1", "a-2", "a-3", "a-11"])
        #expect(receiver.withheld == [0, 0, 0, 7])
        let letters = try await store.deadLetters(of: "out", before: nil, limit: 99)
        #expect(letters.map(\.alert).reversed() == ids(4...10))
        #expect(letters.allSatisfy { $0.cause == .overBudget && $0.reason.contains("budget of 3") })
        let state = try #require(try await store.deliveryState(of: "out"))
        #expect(state.overBudget == 7 && state.sent == 4 && state.milliTokens == -1000)
    }

    @Test func `one agent that floods does not mute another`() async throws {
        var flood = SampleChain(agent: "node-evil", epoch: "e-evil")
        var other = SampleChain(agent: "node-good", epoch: "e-good")
        let receiver = Receiver()
        let bounded = delivery(receiver, budgeted: true) { section in
            section.notifications = 8
            section.per = .seconds(86_400)
        }
        try await running(bounded) {
            try await store(1...60, severity: .critical, &flood)
            try await store(61...61, severity: .critical, &other)
            #expect(await eventuallyTrue { receiver.ids.contains("a-61") })
        }

        // Six of eight and the overdraft of six, then the other one's.
        #expect(receiver.ids == ids(1...12) + ["a-61"])
        let letters = try await store.deadLetters(of: "out", before: nil, limit: 99)
        #expect(letters.count == 48 && letters.allSatisfy { $0.reason.contains("three quarters") })
    }

    @Test func `one agent's findings without end do not mute that another fell silent`() async throws {
        var own = SampleChain(agent: "collector", epoch: "own")
        let findings = (1...60).map { number in
            OutputSamples.alert(.guardRail, .critical) {
                ($0.id, $0.unknown["finding"]) = ("a-\(number)", ["kind": "fork", "agent": "node-evil"])
            }
        }
        let silence = OutputSamples.alert(.health, .high) {
            ($0.id, $0.unknown["condition"]) = ("a-61", ["kind": "silent", "agent": "node-good"])
        }
        let receiver = Receiver()
        let bounded = delivery(receiver, budgeted: true, agents: ["collector"]) { section in
            section.notifications = 8
            section.per = .seconds(86_400)
        }
        try await running(bounded) {
            _ = try await store.append([own.batch(findings + [silence])])
            await news.announce()
            #expect(await eventuallyTrue { receiver.ids.contains("a-61") })
        }

        #expect(receiver.ids == ids(1...12) + ["a-61"])
    }

    @Test func `what the filter does not take is counted`() async throws {
        var chain = SampleChain()
        let receiver = Receiver()
        try await running(delivery(receiver)) {
            try await store(1...30, severity: .low, &chain)
            try await store(31...31, &chain)
            #expect(await eventuallyTrue { receiver.ids == ["a-31"] })
        }

        #expect(try await store.deliveryState(of: "out")?.filtered == 30)
    }
}
