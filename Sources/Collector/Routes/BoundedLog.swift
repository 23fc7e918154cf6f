internal import Logging
internal import Synchronization

/// Says at most one thing a second, and how many it kept to itself since: what strangers can repeat must not fill the disk.
final class BoundedLog: Sendable {
    private struct State {
        var next = ContinuousClock.now
        var unlogged = 0
    }

    private let state = Mutex(State())
    private let pause: Duration

    init(pause: Duration = .seconds(1)) { self.pause = pause }

    /// - Parameter words: printable.
    func warn(_ logger: Logger, _ words: @autoclosure () -> String) { log(logger, .warning, words()) }

    /// - Parameter words: printable.
    func error(_ logger: Logger, _ words: @autoclosure () -> String) { log(logger, .error, words()) }

    private func log(_ logger: Logger, _ level: Logger.Level, _ words: @autoclosure () -> String) {
        let unlogged: Int? = state.withLock { state in
            guard ContinuousClock.now >= state.next else {
                state.unlogged &+= 1
                return nil
            }
            state.next = .now + pause
            defer { state.unlogged = 0 }
            return state.unlogged
        }
        guard let unlogged else { return }
        logger.log(level: level, "\(words())\(unlogged > 0 ? ", and \(unlogged) others before it" : "")")
    }
}
