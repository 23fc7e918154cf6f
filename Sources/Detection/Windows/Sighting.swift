internal import BehaviourModel

/// An item that waits to be learned: until its window ends, or until it is known whether its container was a run.
struct Sighting: Sendable, BitwiseCopyable {
    /// In the context of the executable, the container or the session; start-up and run are decided when it is learned.
    var key: ItemKey
    var episode: UInt64
    var moment: Moment
    var window: Int64
}

/// Sightings of one container, each (item, window) once; room is reused.
struct SightingList: Sendable {
    private(set) var sightings: ContiguousArray<Sighting> = []
    private var slots = ContiguousArray<UInt32>(repeating: 0, count: 32)
    private let seed: UInt64
    /// A container that shows more new items than this before they can be learned costs its own visibility.
    static let limit = 1024
    private(set) var refused: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    var isEmpty: Bool { sightings.isEmpty }

    func contains(_ key: ItemKey, window: Int64) -> Bool {
        let mask = slots.count - 1
        var slot = home(key, window)
        while slots[slot] != 0 {
            let sighting = sightings[Int(slots[slot] - 1)]
            if sighting.key == key, sighting.window == window { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    /// Whether the item was sighted in any window before `window`.
    func contains(_ key: ItemKey, before window: Int64) -> Bool {
        sightings.contains { $0.window < window && $0.key == key }
    }

    mutating func add(_ sighting: Sighting) {
        guard !contains(sighting.key, window: sighting.window) else { return }
        guard sightings.count < Self.limit else {
            refused &+= 1
            return
        }
        sightings.append(sighting)
        if sightings.count * 2 > slots.count {
            slots = ContiguousArray(repeating: 0, count: slots.count * 2)
            for index in sightings.indices { place(index) }
        } else {
            place(sightings.count - 1)
        }
    }

    mutating func removeAll() {
        guard !sightings.isEmpty else { return }
        sightings.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    private func home(_ key: ItemKey, _ window: Int64) -> Int {
        Int(truncatingIfNeeded: key.hash(seed: seed ^ UInt64(bitPattern: window))) & (slots.count - 1)
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = home(sightings[index].key, sightings[index].window)
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }
}
