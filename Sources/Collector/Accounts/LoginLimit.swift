internal import Synchronization

/// Counts sign-ins that were not right within ten minutes: of one name from one address, of one address, of one name. The last is
/// far more generous, and does not hold for an address from which that name has signed in before: strangers must not lock an
/// administrator out.
final class LoginLimit: Sendable {
    private struct Count {
        var tries: Int
        var since: ContinuousClock.Instant
    }

    private struct State {
        var counts: [String: Count] = [:]
        /// Names with the addresses that they have signed in from, the latest last.
        var friends: [String] = []
    }

    static let span = Duration.seconds(600)
    /// Names and addresses that are remembered; beyond it those that are over are forgotten, then the older half.
    private static let capacity = 10_000
    private static let friends = 1_000

    private let state = Mutex(State())

    /// Seconds to wait; nil when a try is allowed.
    func wait(name: String, address: String, now: ContinuousClock.Instant = .now) -> Int? {
        let address = Self.network(of: address)
        return state.withLock { state in
            let isFriend = state.friends.contains(Self.friend(name, address))
            let waits = Self.keys(name, address).compactMap { key, tries -> Int? in
                if isFriend, key.hasPrefix("n ") { return nil }
                guard let count = state.counts[key], count.tries >= tries, now - count.since < Self.span else {
                    return nil
                }
                return Int((Self.span - (now - count.since)).components.seconds) + 1
            }
            return waits.max()
        }
    }

    func note(name: String, address: String, now: ContinuousClock.Instant = .now) {
        let address = Self.network(of: address)
        state.withLock { state in
            Self.makeRoom(&state.counts, now)
            for (key, _) in Self.keys(name, address) {
                var count = state.counts[key] ?? Count(tries: 0, since: now)
                if now - count.since >= Self.span { count = Count(tries: 0, since: now) }
                count.tries += 1
                state.counts[key] = count
            }
        }
    }

    /// The try was never looked at: it counts for nothing.
    func takeBack(name: String, address: String) {
        let address = Self.network(of: address)
        state.withLock { state in
            for (key, _) in Self.keys(name, address) {
                guard let count = state.counts[key] else { continue }
                state.counts[key]?.tries = max(0, count.tries - 1)
            }
        }
    }

    /// The try was right.
    func forget(name: String, address: String) {
        let address = Self.network(of: address)
        state.withLock { state in
            for (key, _) in Self.keys(name, address) { state.counts[key] = nil }
            let friend = Self.friend(name, address)
            state.friends.removeAll { $0 == friend }
            state.friends.append(friend)
            if state.friends.count > Self.friends { state.friends.removeFirst() }
        }
    }

    private static func makeRoom(_ counts: inout [String: Count], _ now: ContinuousClock.Instant) {
        guard counts.count > capacity else { return }
        counts = counts.filter { now - $0.value.since < span }
        guard counts.count > capacity else { return }
        let middle = counts.values.map(\.since).sorted()[counts.count / 2]
        counts = counts.filter { $0.value.since > middle }
    }

    private static func keys(_ name: String, _ address: String) -> [(key: String, tries: Int)] {
        let name = name.prefix(64)
        return [("b \(address) \(name)", 10), ("a \(address)", 30), ("n \(name)", 100)]
    }

    private static func friend(_ name: String, _ address: String) -> String { "\(address) \(name.prefix(64))" }

    /// One host has a whole /64 of IPv6 to itself; an IPv4 address, also a mapped one, is itself.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.prefix { $0 != "%" }.split(separator: "::", omittingEmptySubsequences: false)
        let parts = halves.map { $0.split(separator: ":").map(String.init) }
        guard let head = parts.first, parts.count <= 2 else { return address }
        let tail = parts.count == 2 ? parts[1] : []
        let zeros = Array(repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":") + "::/64"
    }
}
