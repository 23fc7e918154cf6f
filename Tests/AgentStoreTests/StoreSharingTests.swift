import AgentStore
import Synchronization
import Testing

@Suite struct StoreSharingTests {
    /// What the agent's services do: one owner behind a lock, used from several threads.
    @Test func `a store behind a mutex takes alerts from several tasks`() async throws {
        let fixture = try StoreFixture()
        let shared = SharedStore(
            try AgentStore(fixture.options, newEpoch: StoreFixture.epoch, now: 1))

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<10 { shared.append() } } }
        }
        var reader = try fixture.reader()
        let sequences = try reader.alerts().compactMap { $0.position?.sequence }
        let verdicts = try reader.verifyChains().map(\.verdict.isWhole)

        #expect(sequences == Array(1...80))
        #expect(verdicts == [true])
    }

    final class SharedStore: Sendable {
        private let store: Mutex<AgentStore>

        init(_ store: consuming sending AgentStore) { self.store = Mutex(store) }

        func append() { store.withLock { store in _ = try? store.append([sampleAlert()]) } }
    }
}
