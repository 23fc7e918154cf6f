internal import NIOCore
internal import Synchronization

/// Who holds the collector's connections: everybody may come, and nobody can take the places of all.
///
/// One address without a certificate, and one agent, holds so many at most. When all places are taken, the address that holds
/// most without a certificate loses its oldest: agents keep theirs, and whoever comes still gets one.
final class ConnectionPlaces: Sendable {
    struct Limits: Hashable, Sendable {
        var all: Int
        /// Of one address without a certificate, or of one agent.
        var each: Int
    }

    private enum Holder: Hashable {
        /// Not known yet, or without a certificate.
        case address([UInt8])
        case agent(AgentName)
    }

    private struct Place {
        var holder: Holder
        /// Whether the handshake has shown who it is.
        var isSettled = false
        let end: @Sendable () -> Void
    }

    private struct State {
        var places: [Int: Place] = [:]
        var next = 0
        /// Settled places of each holder.
        var held: [Holder: Int] = [:]

        mutating func remove(_ place: Int) -> Place? {
            guard let one = places.removeValue(forKey: place) else { return nil }
            if one.isSettled, let count = held[one.holder] { held[one.holder] = count > 1 ? count - 1 : nil }
            return one
        }
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(limits: Limits) { self.limits = limits }

    var count: Int { state.withLock { $0.places.count } }

    /// A place for a connection that begins; nil when there is none.
    ///
    /// - Parameter end: ends the connection; called when another takes its place.
    func enter(from address: String, end: @escaping @Sendable () -> Void) -> Int? {
        let holder = Holder.address(Self.network(address))
        let (place, evicted): (Int?, Place?) = state.withLock { state in
            var evicted: Place?
            if state.places.count >= limits.all {
                guard let victim = Self.victim(state.places) else { return (nil, nil) }
                evicted = state.remove(victim)
            }
            state.next &+= 1
            state.places[state.next] = Place(holder: holder, end: end)
            return (state.next, evicted)
        }
        evicted?.end()
        return place
    }

    /// The handshake is done; false when its holder has too many.
    func settle(_ place: Int, agent: AgentName?) -> Bool {
        state.withLock { state in
            guard var one = state.places[place] else { return false }
            if let agent { one.holder = .agent(agent) }
            let held = state.held[one.holder] ?? 0
            guard held < limits.each else { return false }
            one.isSettled = true
            state.places[place] = one
            state.held[one.holder] = held + 1
            return true
        }
    }

    /// The connection has ended.
    func leave(_ place: Int) { state.withLock { _ = $0.remove(place) } }

    private static func victim(_ places: [Int: Place]) -> Int? {
        var held: [Holder: (count: Int, oldest: Int)] = [:]
        for (place, one) in places {
            guard case .address = one.holder else { continue }
            let before = held[one.holder] ?? (0, place)
            held[one.holder] = (before.count + 1, min(before.oldest, place))
        }
        return held.values.max { ($0.count, $1.oldest) < ($1.count, $0.oldest) }?.oldest
    }

    /// What counts as one address: of IPv6 the network of 64 bits, which one host has for itself.
    private static func network(_ address: String) -> [UInt8] {
        guard let bytes = AddressBytes.parse(address) else { return Array(address.utf8) }
        guard bytes.count == 16 else { return bytes }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes.suffix(4)) : Array(bytes.prefix(8))
    }
}
