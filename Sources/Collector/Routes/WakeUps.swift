/// Reasons to look for new lines: some were committed, or a while has passed.
struct WakeUps: AsyncSequence, Sendable {
    enum Element: Hashable, Sendable { case lines, pause }

    let news: NewLines
    let pause: Duration

    func makeAsyncIterator() -> AsyncIterator {
        let (stream, continuation) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .bufferingNewest(1))
        let positions = news.positions()
        let pause = pause
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in positions { continuation.yield(.lines) }
                    continuation.finish()
                }
                group.addTask {
                    while !Task.isCancelled {
                        // Ends early with its reader, which the loop sees.
                        try? await Task.sleep(for: pause)
                        continuation.yield(.pause)
                    }
                }
                await group.next()
                group.cancelAll()
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return AsyncIterator(stream: stream.makeAsyncIterator())
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var stream: AsyncStream<Element>.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
            await stream.next(isolation: actor)
        }
    }
}
