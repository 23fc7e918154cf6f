/// Joins the batches of many requests into few transactions: one sync of the disk serves all that wait for it.
package actor IngestQueue {
    /// What may wait at once; beyond it requests are sent away to come again.
    package struct Limits: Sendable {
        package var waitingBytes = 64 << 20
        /// Lines of one transaction: it ends within the time that a relay may wait for its answer.
        package var linesAtOnce = 8_192

        package init() {}
    }

    private struct Waiting {
        let batch: ReceivedBatch
        let answer: CheckedContinuation<Result<BatchOutcome, StoreFailure>, Never>
    }

    private let store: any LineStore
    private let news: NewLines
    private let limits: Limits
    private var waiting: [Waiting] = []
    private var waitingBytes = 0
    private var isWriting = false

    package init(store: any LineStore, news: NewLines, limits: Limits = Limits()) {
        self.store = store
        self.news = news
        self.limits = limits
    }

    /// Returns once the batch is on the disk.
    package func store(_ batch: ReceivedBatch) async throws(StoreFailure) -> BatchOutcome {
        let size = batch.lines.reduce(0) { $0 &+ $1.bytes.count }
        guard waitingBytes &+ size <= limits.waitingBytes else {
            throw StoreFailure(.locked, attempt: "store alerts", reason: "too much waits to be written")
        }
        waitingBytes &+= size
        defer { waitingBytes &-= size }
        let result = await withCheckedContinuation { answer in
            waiting.append(Waiting(batch: batch, answer: answer))
            if !isWriting {
                isWriting = true
                Task { await self.write() }
            }
        }
        return try result.get()
    }

    private func write() async {
        while !waiting.isEmpty {
            let group = take()
            do throws(StoreFailure) {
                let outcomes = try await store.append(group.map(\.batch))
                for (one, outcome) in zip(group, outcomes) { one.answer.resume(returning: .success(outcome)) }
                await news.announce()
            } catch {
                await writeAlone(group, after: error)
            }
        }
        isWriting = false
    }

    /// A batch that the store can never take must not take others with it: each is tried by itself, unless the store as a
    /// whole is at fault.
    private func writeAlone(_ group: [Waiting], after failure: StoreFailure) async {
        guard failure.kind == .other, group.count > 1 else {
            for one in group { one.answer.resume(returning: .failure(failure)) }
            return
        }
        for one in group {
            do throws(StoreFailure) {
                let outcomes = try await store.append([one.batch])
                one.answer.resume(returning: outcomes.first.map { .success($0) } ?? .failure(failure))
            } catch {
                one.answer.resume(returning: .failure(error))
            }
        }
        await news.announce()
    }

    private func take() -> [Waiting] {
        var lines = 0
        var count = 0
        for one in waiting {
            lines &+= one.batch.lines.count
            if count > 0, lines > limits.linesAtOnce { break }
            count += 1
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }
}
