internal import Synchronization

/// Counts sign-ins that were not right within ten minutes: of one name from one address, of one address, of one name. The last is
/// far more generous: a stranger must not lock an administrator out with ten guesses.
final class LoginLimit: Sendable {
    private struct Count {
        var tries: Int
        var since: ContinuousClock.Instant
    }

    static let span = Duration.seconds(600)
    /// Names and addresses that are remembered; beyond it, all that are over are forgotten, then everything.
    private static let capacity = 10_000

    private let counts = Mutex<[String: Count]>([:])

    /// Seconds to wait; nil when a try is allowed.
    func wait(name: String, address: String, now: ContinuousClock.Instant = .now) -> Int? {
        counts.withLock { counts in
            let waits = Self.keys(name, address).compactMap { key, tries -> Int? in
                guard let count = counts[key], count.tries >= tries, now - count.since < Self.span else { return nil }
                return Int((Self.span - (now - count.since)).components.seconds) + 1
            }
            return waits.max()
        }
    }

    func note(name: String, address: String, now: ContinuousClock.Instant = .now) {
        counts.withLock { counts in
            if counts.count > Self.capacity { counts = counts.filter { now - $0.value.since < Self.span } }
            if counts.count > Self.capacity { counts = [:] }
            for (key, _) in Self.keys(name, address) {
                var count = counts[key] ?? Count(tries: 0, since: now)
                if now - count.since >= Self.span { count = Count(tries: 0, since: now) }
                count.tries += 1
                counts[key] = count
            }
        }
    }

    func forget(name: String, address: String) {
        counts.withLock { counts in
            for (key, _) in Self.keys(name, address) { counts[key] = nil }
        }
    }

    private static func keys(_ name: String, _ address: String) -> [(key: String, tries: Int)] {
        let name = name.prefix(64)
        return [("b \(address) \(name)", 10), ("a \(address)", 30), ("n \(name)", 100)]
    }
}
