import BehaviourModel
import Synchronization
import Testing

@testable import AgentRuntime

@Suite struct BatchExchangeTests {
    private final class Pipeline: Sendable {
        let batches = Mutex<[ObservationBatch]>([])
    }

    private let pipeline = Pipeline()

    private func exchange(byteLimit: Int) -> BatchExchange {
        BatchExchange(byteLimit: byteLimit) { [pipeline] batch in pipeline.batches.withLock { $0.append(batch) } }
    }

    private func batch(bytes: Int, at time: UInt64 = 1) -> ObservationBatch {
        var batch = ObservationBatch()
        _ = batch.append(bytes: [UInt8](repeating: 0x61, count: bytes))
        batch.append(Observation(kind: .processExecuted, sensor: .procfs, bootNanoseconds: time))
        batch.untilBootNanoseconds = time
        return batch
    }

    @Test func `what waits is bounded in bytes, what is dropped is counted and said with the next`() {
        let exchange = exchange(byteLimit: 10_000)
        for time in 1...UInt64(5) { _ = exchange.exchange(batch(bytes: 4_000, at: time)) }

        #expect(pipeline.batches.withLock(\.count) == 2)
        #expect(exchange.dropped == 3)
        let first = pipeline.batches.withLock { $0.removeFirst() }
        exchange.giveBack(first)
        _ = exchange.exchange(batch(bytes: 4_000, at: 6))

        let losses = pipeline.batches.withLock { $0.last?.losses ?? [] }
        #expect(losses.map(\.events) == [3] && losses.first?.source == .pipeline)
        #expect(losses.first?.sinceBootNanoseconds == 3 && losses.first?.untilBootNanoseconds == 5)
    }

    @Test func `what a dropped batch told of losses is told with the next`() {
        let exchange = exchange(byteLimit: 5_000)
        _ = exchange.exchange(batch(bytes: 4_000))
        var dropped = batch(bytes: 4_000)
        let loss = Loss(source: .auditBacklog, events: 7, sinceBootNanoseconds: 1, untilBootNanoseconds: 2)
        dropped.losses = [loss]
        _ = exchange.exchange(dropped)
        exchange.giveBack(pipeline.batches.withLock { $0.removeFirst() })
        _ = exchange.exchange(batch(bytes: 1))
        _ = exchange.exchange(batch(bytes: 1))

        let told = pipeline.batches.withLock { $0.map(\.losses) }
        #expect(told.map(\.count) == [2, 0] && told.first?.first == loss)
    }

    @Test func `one that is larger than the bound is taken when nothing else waits`() {
        let exchange = exchange(byteLimit: 100)
        _ = exchange.exchange(batch(bytes: 4_000))
        _ = exchange.exchange(batch(bytes: 1))

        #expect(pipeline.batches.withLock(\.count) == 1 && exchange.dropped == 1)
    }

    @Test func `room comes back whatever the pipeline did to the batch`() {
        let exchange = exchange(byteLimit: 5_000)
        for _ in 0..<1_000 {
            _ = exchange.exchange(batch(bytes: 4_000))
            var read = pipeline.batches.withLock { $0.removeFirst() }
            _ = read.append(bytes: [1, 2, 3])
            exchange.giveBack(read)
        }

        #expect(exchange.dropped == 0)
    }

    @Test func `texts that were cut are a loss`() {
        let exchange = exchange(byteLimit: 64 << 20)
        var full = batch(bytes: ObservationBatch.byteLimit)
        _ = full.append(bytes: Array("/bin/sh".utf8))
        _ = exchange.exchange(full)

        #expect(pipeline.batches.withLock { $0.first?.losses.map(\.events) } == [1])
    }

    @Test func `a batch that grew large is not kept`() {
        let exchange = exchange(byteLimit: 64 << 20)
        _ = exchange.exchange(batch(bytes: 8 << 20))
        exchange.giveBack(pipeline.batches.withLock { $0.removeFirst() })

        #expect(exchange.empty().capacity < 2 << 20)
    }
}
